export type { Evidence, EvidenceKind, EvidenceOrigin, ProvenanceOffer } from './evidence.ts'
export type {
  AttestationFact,
  CheckName,
  DerivationFact,
  Fact,
  FactResult,
  Finding,
  IntegrityFact,
  LogEntry,
  SignatureFact,
} from './fact.ts'
export type {
  EmailPublisher,
  GitHubPublisher,
  GitLabPublisher,
  GooglePublisher,
  OtherPublisher,
  Publisher,
} from './publisher.ts'
export { REASONS, type ReasonCode } from './reason-codes.ts'
export type { Run } from './run.ts'
export type { Decision, PolicyRef, Reason, Verdict } from './verdict.ts'
export {
  artifactName,
  publisherLine,
  publisherOf,
  publisherText,
  renderSummary,
  renderVerdict,
  safeText,
  verdictLine,
  verdictToJson,
  type RunCounts,
  type VerdictJson,
  type VerdictView,
} from './render/index.ts'
