import type { Target } from '../target.ts'
import { artifactTargets } from './artifact.ts'
import { encodingTargets } from './encoding.ts'
import { policyTargets } from './policy.ts'
import { protocolTargets } from './protocol.ts'
import { pythonTargets } from './python.ts'
import { shimTargets } from './shim.ts'
import { sourcesTargets } from './sources.ts'
import { trustTargets } from './trust.ts'
import { verifyTargets } from './verify.ts'

/** Every parser of untrusted input, by the rooms that they are in. */
export const TARGETS: readonly Target[] = [
  ...encodingTargets,
  ...trustTargets,
  ...verifyTargets,
  ...pythonTargets,
  ...artifactTargets,
  ...policyTargets,
  ...protocolTargets,
  ...sourcesTargets,
  ...shimTargets,
]
