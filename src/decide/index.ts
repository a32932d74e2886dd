export { mayAskIndex, tellReleases } from './releases/index.ts'
export { judge, type Outcome, type Question } from './judge.ts'
export { policyInForce } from './policy-in-force.ts'
export type { PolicyInForce, Verification, Verified, World } from './world.ts'
