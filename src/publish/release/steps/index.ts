export { buildStep } from './build-step.ts'
export { releaseNameOf } from './record-files.ts'
export { differences, reproduceStep, requestOf } from './reproduce-step.ts'
export { sbomStep, type BillWish } from './sbom-step.ts'
export { checkKeys, signStep, type SignWish } from './sign-step.ts'
export {
  verifyStep,
  type Consume,
  type ConsumerQuestion,
  type ConsumerVerdict,
  type TrustedKey,
} from './verify-step.ts'
