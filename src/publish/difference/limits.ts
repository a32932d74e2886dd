import { ARCHIVE_LIMITS, type ArchiveLimits } from '../../artifact/index.ts'

const MIB = 1024 ** 2

/** Both artifacts are held in memory, unpacked. */
export const COMPARISON_LIMITS: ArchiveLimits = {
  ...ARCHIVE_LIMITS,
  maxFileBytes: 256 * MIB,
  maxUnpackedBytes: 1024 * MIB,
}

/** Texts over this many bytes are compared, and not looked into. */
export const MAX_TEXT_BYTES = MIB
/** Bytes of differing members that are looked into, over all of both archives. */
export const MAX_LOOKED_INTO_BYTES = 32 * MIB
/** Printable strings of a binary file that are looked at. */
export const MAX_STRINGS = 200_000
