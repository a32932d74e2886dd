import { CLAIM_CASES } from './claim-cases.ts'
import { KEY_CASES } from './key-cases.ts'
import type { OpenPgpCase } from './openpgp-case.ts'
import { PACKET_CASES } from './packet-cases.ts'
import { PART_REVOCATION_CASES } from './part-revocation-cases.ts'
import { REVOCATION_CASES } from './revocation-cases.ts'
import { STRENGTH_CASES } from './strength-cases.ts'
import { TIME_CASES } from './time-cases.ts'

export { ourCodes } from './our-codes.ts'
export { BYTES } from './forge.ts'
export type { CaseFiles, OpenPgpCase } from './openpgp-case.ts'

/** All cases that need no other program to be made. */
export const CASES: readonly OpenPgpCase[] = [
  ...KEY_CASES,
  ...REVOCATION_CASES,
  ...PART_REVOCATION_CASES,
  ...TIME_CASES,
  ...STRENGTH_CASES,
  ...CLAIM_CASES,
  ...PACKET_CASES,
]
