import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isJsonObject, parseJson, type JsonObject } from '../../../encoding/index.ts'
import { findInterpreter, type BuildWorld } from '../../build/index.ts'
import { ReproduceError } from '../reproduce-error.ts'

/** The person’s own pip as the road to indexes: its addresses, proxies, certificates and logins. */
export interface PipRoad {
  /** In pip’s order, without credentials: those stay with pip. Empty where it is told to ask none. */
  readonly indexes: () => Promise<readonly string[]>
  /**
   * Fetches a document; redirects are followed, but never from https to an address without.
   * @param accept the media types that are asked for; null for a file
   * @throws ReproduceError `index` where no answer comes
   */
  readonly get: (url: string, wish: PipWish) => Promise<PipAnswer>
}

export interface PipWish {
  readonly accept: string | null
  readonly maxBytes: number
}

export interface PipAnswer {
  /** Of HTTP, e.g. 404. */
  readonly status: number
  /** Where the redirects led to. */
  readonly url: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

const TIMEOUT_MS = 10 * 60 * 1000
const ANSWER_LIMITS = { maxBytes: 256 * 1024, maxDepth: 3 } as const

type Asked = (request: JsonObject) => Promise<JsonObject>

/** The pip of the Python that PATH has, a process for each question. Throws `BuildError` `interpreter` where there is none. */
export async function pipRoad(world: BuildWorld): Promise<PipRoad> {
  const { executable } = await findInterpreter(null, world)
  return {
    indexes: () => aside(world, executable, async (ask) => textsOf((await ask({}))['indexes'])),
    get: (url, { accept, maxBytes }) =>
      aside(world, executable, async (ask, folder) => {
        const body = join(folder, 'body')
        const answer = await ask({ url, accept, maxBytes, body })
        const { status, url: last, contentType } = answer
        if (typeof status !== 'number' || typeof last !== 'string') throw unreadable(url)
        const type = typeof contentType === 'string' ? contentType : ''
        return { status, url: last, contentType: type, bytes: await readFile(body) }
      }),
  }
}

/** Requests and answers go by files of a folder that nobody else reads: addresses are in no list of processes. */
async function aside<Value>(
  { env, cwd, lib, run, temporary }: BuildWorld,
  executable: string,
  act: (ask: Asked, folder: string) => Promise<Value>,
): Promise<Value> {
  const folder = await mkdtemp(join(temporary, 'pip-trust-index-'))
  const program = join(lib, 'src', 'publish', 'reproduce', 'from-index', 'ask_pip.py')
  const [request, answer] = [join(folder, 'request.json'), join(folder, 'answer.json')]
  const ask: Asked = async (wish) => {
    await writeFile(request, JSON.stringify({ ...wish, answer }))
    const { output, isTimeUp } = await run(executable, [program, request], {
      env,
      cwd,
      timeoutMs: TIMEOUT_MS,
    })
    const bytes = await readFile(answer).catch(() => null)
    const url = typeof wish['url'] === 'string' ? wish['url'] : null
    if (bytes === null)
      throw failed(url, isTimeUp ? 'the time is up' : (output.trim().split('\n').at(-1) ?? ''))
    const value = parseJson(bytes, ANSWER_LIMITS)
    if (!isJsonObject(value)) throw unreadable(url)
    if (typeof value['failed'] === 'string') throw failed(url, value['failed'])
    return value
  }
  try {
    return await act(ask, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function textsOf(value: JsonObject[string] | undefined): readonly string[] {
  const texts = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
  if (Array.isArray(value) && texts.length === value.length) return texts
  throw unreadable(null)
}

function unreadable(url: string | null): ReproduceError {
  return failed(url, 'expected an answer and found something else')
}

/** The same words for all that keeps an index from being read; credentials of an address stay out of them. */
export function failed(url: string | null, why: string, cause?: unknown): ReproduceError {
  const what =
    url === null
      ? 'pip can’t tell its settings'
      : `\`${url.replace(/\/\/[^/@]*@/, '//')}\` can’t be read by pip`
  return new ReproduceError('index', {
    message: `${what}: ${why.slice(0, 1000)}`,
    hint: 'python3 -m pip config debug shows pip’s settings; or name files: trustctl reproduce WHEEL --source SDIST --as-of TIME',
    cause,
  })
}
