export { keptSteps, type ChainWorld, type KeptSteps, type StepName } from './chain/index.ts'
export { nakedBuild, type NakedBuild, type NakedWish } from './naked-build.ts'
export {
  planRelease,
  releaseProject,
  type Released,
  type ReleasePlan,
  type ReleaseRequest,
  type ReleaseWorld,
} from './release.ts'
export { identityWords } from './steps/index.ts'
export type {
  Consume,
  ConsumerQuestion,
  ConsumerVerdict,
  IdentitySigner,
  KeysSigner,
  ReleaseSigner,
  TrustedKey,
} from './steps/index.ts'
