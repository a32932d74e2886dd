import { unpackWheel } from '../../../artifact/index.ts'
import { parseWheelFilename, type ProjectName, type Version } from '../../../python/index.ts'
import { COMPARISON_LIMITS, readZipForm, type ComparedFile, type ZipPacking } from '../../difference/index.ts'
import { ReproduceError } from '../reproduce-error.ts'
import { parseGenerator, type Generator } from './generator.ts'

/** What a published wheel says of how it was built. */
export interface PublishedWheel extends ComparedFile {
  readonly project: ProjectName
  readonly version: Version
  /** `py3-none-any` */
  readonly tags: readonly string[]
  /** Null where WHEEL names none in a form that is known. */
  readonly generator: Generator | null
  /** Seconds since the epoch by the builder's clock and in the builder's zone, even; of the newest member. */
  readonly newest: number
  readonly members: readonly PublishedMember[]
  /** Most of it says that Windows packed it. */
  readonly isFromWindows: boolean
}

export interface PublishedMember {
  readonly name: string
  /** As `newest`. */
  readonly time: number
  /** The rights alone; 0 where none are told. */
  readonly mode: number
}

const WINDOWS = 0
const RIGHTS = 0o777

/** Reads a wheel that others published. Throws `ReproduceError` `target`, and `ArchiveError` for one in no good order. */
export async function readPublishedWheel({ filename, bytes }: ComparedFile): Promise<PublishedWheel> {
  const named = parseWheelFilename(filename)
  const contents = named === null ? [] : await unpackWheel(bytes, COMPARISON_LIMITS)
  const packing = named === null ? null : (readZipForm(bytes)?.members ?? null)
  if (named === null || packing === null)
    throw new ReproduceError('target', { message: `expected a wheel and found \`${filename}\`` })
  const wheel = contents.find(({ name }) => /^[^/]+\.dist-info\/WHEEL$/.test(name))
  const members = packing.map(({ name, seconds, mode }) => ({ name, time: seconds, mode: mode & RIGHTS }))
  return {
    filename,
    bytes,
    project: named.project,
    version: named.version,
    tags: named.tags,
    generator: generatorOf(Buffer.from(wheel?.content ?? []).toString('utf8')),
    newest: members.reduce((most, { time }) => Math.max(most, time), 0),
    members,
    isFromWindows: isMostlyFromWindows(packing),
  }
}

function generatorOf(text: string): Generator | null {
  const [, line] = /^Generator:[ \t]*(.*)$/m.exec(text) ?? []
  return line === undefined ? null : parseGenerator(line)
}

function isMostlyFromWindows(members: readonly ZipPacking[]): boolean {
  return members.filter(({ system }) => system === WINDOWS).length * 2 > members.length
}
