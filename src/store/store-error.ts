import { PipTrustError } from '../errors/index.ts'

/**
 * `corrupt` the file is not what was written; `history` its append-only history isn't; `failed` the disk is full, the file
 * is locked or can't be opened.
 */
export type StoreErrorCode = 'corrupt' | 'history' | 'failed'

/** What was found could not be kept or read. */
export class StoreError extends PipTrustError<StoreErrorCode> {}

/** SQLITE_CORRUPT and SQLITE_NOTADB, low byte of the extended result code. */
const CORRUPT = new Set([11, 26])

/** What `node:sqlite` throws, in the store's words. */
export function storeError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  const corrupt = resultCode(cause) !== null && CORRUPT.has((resultCode(cause) ?? 0) & 0xff)
  return new StoreError(corrupt ? 'corrupt' : 'failed', {
    message: corrupt ? `the store is damaged: ${why}` : `the store can't be used: ${why}`,
    hint: corrupt ? 'trustctl down && trustctl up' : 'see whether the disk is full: df -h',
    cause,
  })
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode : null
}
