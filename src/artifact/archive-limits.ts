/** Bounds of what is read of an archive. */
export interface ArchiveLimits {
  /** Bytes of the file itself. */
  readonly maxFileBytes: number
  /** Files and folders in it. */
  readonly maxMembers: number
  /** Bytes of a zip's central directory. */
  readonly maxDirectoryBytes: number
  /** Bytes of a METADATA or PKG-INFO file, and of a tar's extended header. */
  readonly maxMetadataBytes: number
  /** What a zip's members say they have together, in bytes. They are not unpacked. */
  readonly maxDeclaredBytes: number
  /** Bytes that a compressed tar may give. It is unpacked, though nothing of it is kept. */
  readonly maxUnpackedBytes: number
}

const MIB = 1024 ** 2
const GIB = 1024 ** 3

export const ARCHIVE_LIMITS: ArchiveLimits = {
  maxFileBytes: 8 * GIB,
  maxMembers: 200_000,
  maxDirectoryBytes: 64 * MIB,
  maxMetadataBytes: 16 * MIB,
  maxDeclaredBytes: 32 * GIB,
  maxUnpackedBytes: 4 * GIB,
}
