import { AUTHORITY_CASES } from './authority-cases.ts'
import type { CorporateCase } from './corporate-case.ts'
import { LOGIN_CASES } from './login-cases.ts'
import { NETWORK_CASES } from './network-cases.ts'
import { PLACE_CASES } from './place-cases.ts'
import { PROXY_CASES } from './proxy-cases.ts'
import { SERVER_CASES } from './server-cases.ts'

export type { CorporateCase } from './corporate-case.ts'

/** All of them, in the order of the table. */
export const CORPORATE_CASES: readonly CorporateCase[] = [
  ...PROXY_CASES,
  ...AUTHORITY_CASES,
  ...LOGIN_CASES,
  ...NETWORK_CASES,
  ...PLACE_CASES,
  ...SERVER_CASES,
]
