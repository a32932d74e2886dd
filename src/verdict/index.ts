export {
  isSignature,
  type Evidence,
  type EvidenceKind,
  type EvidenceOrigin,
  type ProvenanceOffer,
} from './evidence.ts'
export type {
  AgeFact,
  AttestationFact,
  CheckName,
  DerivationFact,
  Fact,
  FactResult,
  Finding,
  HashFact,
  IntegrityFact,
  LogEntry,
  Precedent,
  ProjectStatus,
  ProvenanceState,
  ProvenanceStateFact,
  PublisherFact,
  RememberedPublisher,
  SignatureFact,
  StatusFact,
  YankedFact,
} from './fact.ts'
export type { DatedFile, DatedListing, ListedFile, Listing, PageDenial, Withheld } from './listing.ts'
export type {
  ActiveStatePublisher,
  BuildkitePublisher,
  CircleCiPublisher,
  EmailPublisher,
  GitHubPublisher,
  GitLabPublisher,
  GooglePublisher,
  KeyPublisher,
  OtherPublisher,
  Publisher,
} from './publisher.ts'
export { publisherKey, relationTo } from './publisher-identity.ts'
export { loadReasonPages } from './load-reason-pages.ts'
export { isReasonCode, REASONS, type ReasonCode } from './reason-codes.ts'
export type { ReasonPage } from './reasons/index.ts'
export type { Run } from './run.ts'
export type { Decision, PolicyRef, Reason, Verdict } from './verdict.ts'
export {
  columnsOf,
  DEFAULT_WIDTH,
  durationText,
  MIN_WIDTH,
  painter,
  publisherLine,
  publisherRows,
  publisherOf,
  publisherText,
  renderDecision,
  renderRefusal,
  renderSummary,
  renderVerdict,
  safeText,
  sheet,
  timeText,
  verdictLine,
  verdictToJson,
  wrap,
  type RunCounts,
  type SheetRow,
  type Subject,
  type Tone,
  type UnidentifiedFile,
  type UnjudgedRefusal,
} from './render/index.ts'
