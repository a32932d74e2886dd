import { MAX_ROOT_BYTES } from '../../trust/index.ts'

/** The largest files that are read, in bytes; the public-good repository's have 6, 1, 1 and 6 kB. */
export const TUF_MAX_BYTES = {
  root: 256 * 1024,
  timestamp: 16 * 1024,
  snapshot: 256 * 1024,
  targets: 512 * 1024,
  target: MAX_ROOT_BYTES,
} as const

/** Of a key directory: files, their bytes in all, and those that are fetched at once. */
export const DIRECTORY_LIMITS = { files: 2000, bytes: 16 * 1024 * 1024, atOnce: 8 } as const

/** So many new roots are followed in one refresh; the public-good one has had 16 in five years. */
export const MAX_ROOT_ROTATIONS = 64
export const MAX_SIGNATURES = 64
export const MAX_TUF_DEPTH = 16

/** How long one file, and a whole refresh, may take. */
export const TUF_TIMEOUTS = { fileMs: 10_000, totalMs: 60_000 } as const
