import { unpackSdist, type ArchiveLimits, type ArchiveMember } from '../../artifact/index.ts'
import { CANONICAL_LIMITS } from './canonical-limits.ts'
import type { CanonicalOptions } from './canonical-wheel.ts'
import { checkEpoch } from './epoch.ts'
import { writeGzip } from './write-gzip.ts'
import { byName, filesOf, quote, reading, wrong, type CanonicalMember } from './members.ts'
import { writeTar } from './write-tar.ts'

/**
 * The same source distribution in the one form that everybody arrives at (docs/reference/canonical-archives.md), as
 * `.tar.gz`. Throws `CanonicalError`.
 */
export async function canonicalSdist(bytes: Uint8Array, options: CanonicalOptions): Promise<Buffer> {
  checkEpoch(options.epochSeconds)
  const files = await sdistFiles(bytes, options.limits)
  return writeGzip(writeTar(files.toSorted(byName), options.epochSeconds))
}

/**
 * The files of a source distribution, each under one clear name below one folder, PKG-INFO among them. Throws
 * `CanonicalError`.
 */
export async function sdistFiles(
  bytes: Uint8Array,
  limits: ArchiveLimits = CANONICAL_LIMITS,
): Promise<readonly CanonicalMember[]> {
  const members = (await reading(() => unpackSdist(bytes, limits))).map(withoutDot)
  const files = filesOf(onceMetadata(members))
  const folders = new Set(files.map(({ name }) => name.split('/', 1)[0] ?? ''))
  const [folder = ''] = folders
  if (folders.size > 1)
    throw wrong('metadata', 'one folder with everything', [...folders].slice(0, 3).join(', '))
  if (!files.some(({ name }) => name === `${folder}/PKG-INFO`))
    throw wrong('metadata', 'a source distribution with a PKG-INFO', 'none')
  return files
}

/** `./foo-1.0/setup.py`, as some tars by hand have it. */
function withoutDot(member: ArchiveMember): ArchiveMember {
  return member.name.startsWith('./') ? { ...member, name: member.name.slice(2) } : member
}

/** Some back-ends put PKG-INFO in a second time; which one counts is for nobody to guess. */
function onceMetadata(members: readonly ArchiveMember[]): readonly ArchiveMember[] {
  const seen = new Map<string, Uint8Array>()
  return members.filter(({ name, kind, content }) => {
    if (kind === 'folder' && (name === '' || name === '.')) return false
    if (kind !== 'file' || !/^[^/]+\/PKG-INFO$/.test(name)) return true
    const first = seen.get(name)
    if (first !== undefined && Buffer.compare(first, content) !== 0)
      throw wrong(
        'metadata',
        `one ${quote(name)}`,
        `two that differ, at line ${firstDifference(first, content)}`,
      )
    seen.set(name, content)
    return first === undefined
  })
}

function firstDifference(first: Uint8Array, second: Uint8Array): number {
  const at = first.findIndex((byte, index) => byte !== second[index])
  const end = at < 0 ? first.byteLength : at
  return Buffer.from(first.subarray(0, end)).toString('latin1').split('\n').length
}
