import type { ReasonCode } from '../../verdict/index.ts'
import { TufError, type TufErrorCode } from '../tuf/tuf-error.ts'

const REASONS: Readonly<Record<TufErrorCode, ReasonCode>> = {
  unreachable: 'TC3606',
  busy: 'TC3606',
  'too-large': 'TC3604',
  malformed: 'TC3604',
  unsigned: 'TC3604',
  tampered: 'TC3604',
  mixed: 'TC3604',
  'no-target': 'TC3604',
  pinned: 'TC3604',
  'same-person': 'TC3604',
  'wrong-role': 'TC3604',
  'rolled-back': 'TC3602',
  frozen: 'TC3603',
  introduction: 'TC3605',
}

/** The reason code under which people find why a directory's word was not taken. */
export function reasonOfDirectory(code: TufErrorCode): ReasonCode {
  return REASONS[code]
}

/** What TUF says of any repository, with what helps where it is the directory `name`; null for one that is not followed yet. */
export function ofDirectory(error: TufError, name: string | null): TufError {
  const hint = helpFor(error.code, name)
  const { code, message, cause } = error
  return hint === null ? error : new TufError(code, { message, hint, cause })
}

/** Null where the error itself says what helps. */
function helpFor(code: TufErrorCode, name: string | null): string | null {
  const elsewhere =
    name === null
      ? 'trustctl directory join PLACE --introduction CODE'
      : `trustctl directory follow ${name} PLACE`
  switch (code) {
    case 'unreachable':
    case 'too-large':
      return `try again later, or a copy elsewhere: ${elsewhere}`
    case 'rolled-back':
    case 'frozen':
    case 'unsigned':
    case 'tampered':
    case 'mixed':
      return `ask whoever keeps the directory, or try a copy elsewhere: ${elsewhere}`
    case 'busy':
    case 'malformed':
    case 'no-target':
    case 'pinned':
    case 'same-person':
    case 'wrong-role':
    case 'introduction':
      return null
  }
}
