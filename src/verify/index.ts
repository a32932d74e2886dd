export * as limits from './limits.ts'
export { verifyEvidence, type EvidenceQuestion } from './verify-evidence.ts'
