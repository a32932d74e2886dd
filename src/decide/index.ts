export { judge, type Outcome, type Question } from './judge.ts'
export type { PolicyInForce, Verification, Verified, World } from './world.ts'
