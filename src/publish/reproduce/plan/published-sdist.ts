import { unpackSdist } from '../../../artifact/index.ts'
import { parseSdistFilename } from '../../../python/index.ts'
import { canonicalSdist } from '../../canonical/index.ts'
import { COMPARISON_LIMITS, type ComparedFile } from '../../difference/index.ts'
import { ReproduceError } from '../reproduce-error.ts'
import { isSame } from './canonical-form.ts'
import type { PublishedFile } from './published-file.ts'

/** Reads a source distribution that others published. Throws `ReproduceError` `target`, and `ArchiveError` for one in no good order. */
export async function readPublishedSdist({ filename, bytes }: ComparedFile): Promise<PublishedFile> {
  const named = parseSdistFilename(filename)
  if (named?.suffix !== '.tar.gz')
    throw new ReproduceError('target', {
      message: `expected a wheel or a \`.tar.gz\` and found \`${filename}\``,
    })
  const files = (await unpackSdist(bytes, COMPARISON_LIMITS)).filter(({ kind }) => kind === 'file')
  const newest = Math.floor(files.reduce((most, { mtime }) => Math.max(most, mtime), 0))
  return {
    kind: 'sdist',
    filename,
    bytes,
    project: named.project,
    version: named.version,
    tags: [],
    generator: null,
    newest,
    members: [],
    isFromWindows: false,
    isCanonical: await isSame(bytes, () => canonicalSdist(bytes, { epochSeconds: newest })),
  }
}
