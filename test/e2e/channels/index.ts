import { buildAndTextCases } from './build-and-text-cases.ts'
import type { ChannelCase } from './channel-case.ts'
import { commandCases } from './command-cases.ts'
import { tamperedCases } from './tampered-cases.ts'
import { transportCases } from './transport-cases.ts'

export type { ChannelCase } from './channel-case.ts'
export { mustRefuse, mustSucceed } from './channel-case.ts'

/** Every row of the matrix. */
export const CHANNEL_CASES: readonly ChannelCase[] = [
  ...commandCases,
  ...transportCases,
  ...tamperedCases,
  ...buildAndTextCases,
]
