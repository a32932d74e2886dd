import type { ReasonCode } from '../../verdict/index.ts'
import type { TufErrorCode } from '../tuf/tuf-error.ts'

const REASONS: Readonly<Record<TufErrorCode, ReasonCode>> = {
  unreachable: 'TC2606',
  busy: 'TC2606',
  'too-large': 'TC2604',
  malformed: 'TC2604',
  unsigned: 'TC2604',
  tampered: 'TC2604',
  mixed: 'TC2604',
  'no-target': 'TC2604',
  'rolled-back': 'TC2602',
  frozen: 'TC2603',
  pinned: 'TC2605',
  'same-person': 'TC2604',
  'wrong-role': 'TC2604',
  introduction: 'TC2604',
}

/** The reason code under which people find what is wrong with an update. */
export function reasonOf(code: TufErrorCode): ReasonCode {
  return REASONS[code]
}
