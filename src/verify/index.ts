export type { EvidenceAnswer, EvidenceQuestion } from './evidence-question.ts'
export { MESSAGE_SIGNATURE_TYPE } from './attestation-facts.ts'
export { bundleKind } from './bundle-kind.ts'
export * as limits from './limits.ts'
export { looksLikeEnvelope } from './plain/index.ts'
export { verifyEnvelope, type EnvelopeAnswer } from './verify-envelope.ts'
export { verifyEvidence } from './verify-evidence.ts'
export {
  verifySigned,
  verifySignedByKey,
  type KeySignedAnswer,
  type Signed,
  type SignedAnswer,
  type WantedSigner,
} from './verify-signed.ts'
export { whenStamped, type StampTrust } from './when-stamped.ts'
export {
  serveQuestions,
  Verifier,
  VerifierError,
  type ThreadEvents,
  type ThreadMessage,
  type ThreadReply,
  type VerifierHost,
  type VerifierLimits,
  type VerifierThread,
} from './worker/index.ts'
