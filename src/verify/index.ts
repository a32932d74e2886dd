export type { EvidenceAnswer, EvidenceQuestion } from './evidence-question.ts'
export * as limits from './limits.ts'
export { verifyEvidence } from './verify-evidence.ts'
export {
  serveQuestions,
  Verifier,
  VerifierError,
  type ThreadEvents,
  type ThreadQuestion,
  type ThreadReply,
  type VerifierHost,
  type VerifierLimits,
  type VerifierThread,
} from './worker/index.ts'
