export { buildStep } from './build-step.ts'
export { releaseNameOf } from './record-files.ts'
export { differences, reproduceStep, requestOf } from './reproduce-step.ts'
export { sbomStep, type BillWish } from './sbom-step.ts'
export { signStep, type SignWish } from './sign-step.ts'
export {
  checkSigner,
  identityWords,
  type IdentitySigner,
  type KeysSigner,
  type ReleaseSigner,
  type TrustedKey,
} from './signer.ts'
export { verifyStep, type Consume, type ConsumerQuestion, type ConsumerVerdict } from './verify-step.ts'
