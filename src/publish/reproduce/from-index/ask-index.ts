import { parseIndexPage, PythonError, type IndexFile, type ProjectName } from '../../../python/index.ts'
import { ReproduceError } from '../reproduce-error.ts'
import { failed, type PipRoad } from './pip-road.ts'

const PAGE_TYPES =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01'
const MAX_PAGE_BYTES = 64 * 1024 ** 2

type Road = Pick<PipRoad, 'get'>

/** A project's files on an index; empty where it has none. Throws `ReproduceError` `index`. */
export async function filesOnIndex(
  index: string,
  project: ProjectName,
  road: Road,
): Promise<readonly IndexFile[]> {
  const address = `${index}/${project}/`
  const answer = await road.get(address, { accept: PAGE_TYPES, maxBytes: MAX_PAGE_BYTES })
  if (answer.status === 404 || answer.status === 410) return []
  if (answer.status !== 200) throw failed(address, `it answers ${answer.status}`)
  try {
    return parseIndexPage(answer.bytes, answer.contentType, answer.url).files
  } catch (cause) {
    if (!(cause instanceof PythonError)) throw cause
    throw new ReproduceError('index', { message: `\`${address}\`: ${cause.message}`, cause })
  }
}

/** A file's bytes. Throws `ReproduceError` `index`. */
export async function fetchFile(url: string, maxBytes: number, road: Road): Promise<Uint8Array> {
  const { status, bytes } = await road.get(url, { accept: null, maxBytes })
  if (status === 200) return bytes
  throw failed(
    url,
    status === 404 || status === 410 ? 'it answers that there is none' : `it answers ${status}`,
  )
}
