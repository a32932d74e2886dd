import type { ArchiveContent } from './archive-content.ts'
import type { ArchiveLimits } from './archive-limits.ts'
import { malformed, quoted } from './archive-error.ts'
import type { WindowReader } from './window-reader.ts'
import { readZipContent } from './zip-content.ts'
import { readZipDirectory } from './zip-directory.ts'
import { readZipEnd } from './zip-end.ts'
import { readZipMembers, type ZipPlace } from './zip-members.ts'

/** Reads a zip: a wheel, or an sdist of the old form. Nothing but its metadata is unpacked. */
export async function readZip(reader: WindowReader, limits: ArchiveLimits): Promise<ArchiveContent> {
  const end = await readZipEnd(reader)
  const members = await readZipDirectory(reader, end, limits)
  const places = await readZipMembers(reader, members, end.offset)
  const wheel = only(places, /^[^/]+\.dist-info\/METADATA$/)
  if (wheel !== null) {
    only(places, /^[^/]+\.dist-info\/WHEEL$/)
    return { kind: 'wheel', metadata: await readZipContent(reader, wheel, limits) }
  }
  const sdist = only(places, /^[^/]+\/PKG-INFO$/) ?? only(places, /^PKG-INFO$/)
  return sdist === null
    ? { kind: 'unknown', metadata: null }
    : { kind: 'sdist', metadata: await readZipContent(reader, sdist, limits) }
}

/** The member with such a name, or null; two of them would leave it to the reader which one counts. */
function only(places: readonly ZipPlace[], pattern: RegExp): ZipPlace | null {
  const [first, second] = places.filter(({ member }) => pattern.test(member.name))
  if (second !== undefined) throw malformed('metadata once', `${quoted(second.member.name)} too`)
  return first ?? null
}
