export * as limits from './limits.ts'
export { verifyEvidence, type EvidenceAnswer, type EvidenceQuestion } from './verify-evidence.ts'
