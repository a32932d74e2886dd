import type { ReasonCode } from '../../verdict/index.ts'
import type { TufErrorCode } from '../tuf/tuf-error.ts'

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
