import {
  CryptoError,
  LengthOrHashMismatchError,
  RepositoryError as ModelError,
  UnsignedMetadataError,
  ValueError as ModelValueError,
} from '@tufjs/models/dist/error.js'
import {
  BadVersionError,
  ExpiredMetadataError,
  RepositoryError,
  RuntimeError,
  ValueError,
} from 'tuf-js/dist/error.js'
import { TufError } from './tuf-error.ts'

/** What a step was about when the library refused it. */
export interface Step {
  /** For people: the file, as the repository names it. */
  readonly file: string
  readonly where: string
  readonly found: { readonly version: number; readonly expiresAt: number }
  /** The version that another signed file calls for; null where none does. */
  readonly called: number | null
  /** The version known so far; null for none. */
  readonly known: number | null
  /** Whose keys must have signed: `root.json` version 3. */
  readonly vouchers: string
  readonly threshold: number
}

const ASK = 'ask whoever runs the repository, or another mirror: trustctl trust refresh NAME --from PLACE'

/** The library's terse errors in words; what is none of its errors is thrown on. */
export function refusalOf(cause: unknown, step: Step): TufError {
  const { file, where, found, called, known, vouchers, threshold } = step
  const it = `\`${file}\` of \`${where}\``
  if (cause instanceof ExpiredMetadataError) return frozen(step, cause)
  if (cause instanceof BadVersionError) {
    return called !== null && called !== found.version
      ? refused(
          'mixed',
          `${it} has version ${found.version}, and version ${called} is called for: its files are not of one state`,
          cause,
        )
      : rolledBack(it, found.version, known, cause)
  }
  if (cause instanceof UnsignedMetadataError) {
    const needed = `${threshold} valid signature${threshold === 1 ? '' : 's'}`
    return refused(
      'unsigned',
      `${it} is not signed by whom it must be: expected ${needed} by keys that ${vouchers} names for it`,
      cause,
    )
  }
  if (cause instanceof LengthOrHashMismatchError)
    return refused('tampered', `${it} is not what was signed: ${lowerFirst(cause.message)}`, cause)
  if (isMalformed(cause)) {
    return refused('malformed', `${it} can't be used: ${lowerFirst(cause.message)}`, cause)
  }
  throw cause
}

/** What has expired while nothing newer is offered: somebody may be holding the update back. */
export function frozen(
  { file, where, found }: Pick<Step, 'file' | 'where' | 'found'>,
  cause?: unknown,
): TufError {
  const day = new Date(found.expiresAt * 1000).toISOString().slice(0, 10)
  return refused(
    'frozen',
    `\`${file}\` of \`${where}\` (version ${found.version}) expired on ${day} and nothing newer is offered: the repository is no longer kept, or somebody holds it back`,
    cause,
  )
}

function rolledBack(it: string, found: number, known: number | null, cause: Error): TufError {
  const before =
    known === null || known <= found ? lowerFirst(cause.message) : `version ${known} is known here`
  return refused(
    'rolled-back',
    `${it} is older than what was seen before: it has version ${found}; ${before}`,
    cause,
  )
}

function refused(code: TufError['code'], message: string, cause: unknown): TufError {
  return new TufError(code, { message, hint: ASK, cause })
}

function isMalformed(cause: unknown): cause is Error {
  return [
    RepositoryError,
    RuntimeError,
    ValueError,
    ModelError,
    ModelValueError,
    CryptoError,
    TypeError,
  ].some((kind) => cause instanceof kind)
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
