import { ARCHIVE_LIMITS, type ArchiveLimits } from '../../artifact/index.ts'

const MIB = 1024 ** 2

/** Archives are held in memory whole; a zip without zip64 counts 65,535 members and 4 GiB. */
export const CANONICAL_LIMITS: ArchiveLimits = {
  ...ARCHIVE_LIMITS,
  maxFileBytes: 1024 * MIB,
  maxMembers: 65_535,
  maxDeclaredBytes: 2048 * MIB,
  maxUnpackedBytes: 2048 * MIB,
}
