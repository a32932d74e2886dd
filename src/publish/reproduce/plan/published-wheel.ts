import { unpackWheel } from '../../../artifact/index.ts'
import { parseWheelFilename } from '../../../python/index.ts'
import { canonicalWheel } from '../../canonical/index.ts'
import { COMPARISON_LIMITS, readZipForm, type ComparedFile, type ZipPacking } from '../../difference/index.ts'
import { ReproduceError } from '../reproduce-error.ts'
import { isSame } from './canonical-form.ts'
import { parseGenerator, type Generator } from './generator.ts'
import type { PublishedFile } from './published-file.ts'

const WINDOWS = 0
const RIGHTS = 0o777

/** Reads a wheel that others published. Throws `ReproduceError` `target`, and `ArchiveError` for one in no good order. */
export async function readPublishedWheel({ filename, bytes }: ComparedFile): Promise<PublishedFile> {
  const named = parseWheelFilename(filename)
  const contents = named === null ? [] : await unpackWheel(bytes, COMPARISON_LIMITS)
  const packing = named === null ? null : (readZipForm(bytes)?.members ?? null)
  if (named === null || packing === null)
    throw new ReproduceError('target', { message: `expected a wheel and found \`${filename}\`` })
  const wheel = contents.find(({ name }) => /^[^/]+\.dist-info\/WHEEL$/.test(name))
  const members = packing.map(({ name, seconds, mode }) => ({ name, time: seconds, mode: mode & RIGHTS }))
  const newest = members.reduce((most, { time }) => Math.max(most, time), 0)
  return {
    kind: 'wheel',
    filename,
    bytes,
    project: named.project,
    version: named.version,
    tags: named.tags,
    generator: generatorOf(Buffer.from(wheel?.content ?? []).toString('utf8')),
    newest,
    members,
    isFromWindows: isMostlyFromWindows(packing),
    isCanonical: await isSame(bytes, () => canonicalWheel(bytes, { epochSeconds: newest })),
  }
}

function generatorOf(text: string): Generator | null {
  const [, line] = /^Generator:[ \t]*(.*)$/m.exec(text) ?? []
  return line === undefined ? null : parseGenerator(line)
}

function isMostlyFromWindows(members: readonly ZipPacking[]): boolean {
  return members.filter(({ system }) => system === WINDOWS).length * 2 > members.length
}
