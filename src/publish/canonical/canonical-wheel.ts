import { unpackWheel, type ArchiveLimits } from '../../artifact/index.ts'
import { CANONICAL_LIMITS } from './canonical-limits.ts'
import { checkEpoch } from './epoch.ts'
import { byName, checkNames, filesOf, reading, wrong, type CanonicalMember } from './members.ts'
import { checkRecord, recordOf } from './record.ts'
import { writeZip } from './write-zip.ts'

export interface CanonicalOptions {
  /** Seconds since the epoch, UTC: the time of every file. Before 1980 a wheel says 1980-01-01. */
  readonly epochSeconds: number
  readonly limits?: ArchiveLimits
}

/**
 * The same wheel in the one form that everybody arrives at (docs/reference/canonical-archives.md), whatever zip it came
 * in: the content of each file stays, RECORD is written anew. Throws `CanonicalError`.
 */
export async function canonicalWheel(bytes: Uint8Array, options: CanonicalOptions): Promise<Buffer> {
  const files = await wheelFiles(bytes, options.limits)
  const record = files.find(({ name }) => name === recordNameOf(files))
  if (record !== undefined) checkRecord(record.content, files)
  return writeWheel(files, options)
}

/** The files of a wheel, each under one clear name. Throws `CanonicalError`. */
export async function wheelFiles(
  bytes: Uint8Array,
  limits: ArchiveLimits = CANONICAL_LIMITS,
): Promise<readonly CanonicalMember[]> {
  return filesOf(await reading(() => unpackWheel(bytes, limits)))
}

/**
 * Writes a canonical wheel of files in any order; a RECORD among them is replaced. For who adds a file to a wheel.
 * Throws `CanonicalError`.
 */
export function writeWheel(files: readonly CanonicalMember[], { epochSeconds }: CanonicalOptions): Buffer {
  checkEpoch(epochSeconds)
  checkNames(files)
  const recordName = recordNameOf(files)
  const folder = recordName.slice(0, -'RECORD'.length)
  const isInfo = ({ name }: CanonicalMember): boolean => name.startsWith(folder)
  const others = files.filter(({ name }) => name !== recordName).toSorted(byName)
  const ordered = [...others.filter((file) => !isInfo(file)), ...others.filter(isInfo)]
  const record = { name: recordName, content: recordOf(ordered, recordName), isExecutable: false }
  return writeZip([...ordered, record], epochSeconds)
}

function recordNameOf(files: readonly CanonicalMember[]): string {
  const [name, second] = files
    .map((file) => file.name)
    .filter((each) => /^[^/]+\.dist-info\/RECORD$/.test(each))
  if (name === undefined) throw wrong('metadata', 'a wheel with a RECORD', 'none')
  if (second !== undefined) throw wrong('metadata', 'one RECORD', `${name} and ${second}`)
  return name
}
