import type { FileArtifact } from '../../src/artifact/index.ts'
import { parseSdistFilename, parseWheelFilename, type ProjectName } from '../../src/python/index.ts'
import { type KnownFile, type LocalRefusal, type OpenRun, publicAddress } from '../runs/index.ts'
import type { GatherWorld } from './gather-world.ts'
import { refusal, unanswered } from './refusal.ts'
import { projectOfServed } from './served-project.ts'

/** Found on a page of links, which is no index. */
export const isLink = ({ page }: KnownFile): boolean => page.channel === 'find-links'

/** Whether pip found an address beside every index, and not in the person's own words. */
export function isBeside(run: OpenRun, url: URL, known: KnownFile | null): boolean {
  return known === null ? !run.typed.namesUrl(url) && !run.sources.isWritten(url) : isLink(known)
}

/** The refusal of an address whose file name is of a private index's project; null where nothing speaks against asking. */
export async function foreignFile(
  run: OpenRun,
  url: URL,
  { desk }: Pick<GatherWorld, 'desk'>,
): Promise<LocalRefusal | null> {
  const known = run.pages.file(url) ?? run.pages.metadataOf(url)
  const filename = known?.file.filename ?? (url.pathname.split('/').at(-1) ?? '').replace(/\.metadata$/, '')
  const release = known === null ? releaseIn(filename) : releaseOf(known)
  if (release === null || !isBeside(run, url, known)) return null
  const channel = known?.page.channel ?? 'direct-url'
  const place = { sha256: known?.file.sha256 ?? null, channel, location: publicAddress(url) }
  try {
    const { project } = release
    return await desk.foreign(run, { ...place, project, filename, index: known?.page.index ?? null })
  } catch (error) {
    return refusal({ ...place, name: filename, ...unanswered(error, 'to know whose name this is') })
  }
}

/** The release that a listed file is of, by its name; null where the name says none. */
export const releaseOf = ({ file, page }: KnownFile): Release | null =>
  releaseIn(file.filename, projectOfServed(page))

type Release = Pick<FileArtifact, 'project' | 'version'>

function releaseIn(filename: string, project?: ProjectName): Release | null {
  return filename.endsWith('.whl') ? parseWheelFilename(filename) : parseSdistFilename(filename, project)
}
