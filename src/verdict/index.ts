export { attachedEvidence } from './attached-evidence.ts'
export { checkOf } from './evidence.ts'
export type { Evidence, EvidenceKind, EvidenceOrigin, ProvenanceOffer } from './evidence.ts'
export type {
  AgeFact,
  AttestationFact,
  BuildLevel,
  BuildProvenance,
  BuildSource,
  CheckName,
  DerivationFact,
  Fact,
  FactResult,
  Finding,
  HashFact,
  IntegrityFact,
  LockFact,
  LockIdentity,
  LogEntry,
  Precedent,
  ProjectStatus,
  ProvenanceState,
  ProvenanceStateFact,
  PublisherFact,
  RebuildFact,
  RevocationsFact,
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
export {
  differingFields,
  publisherFields,
  readPublisherObject,
  type PublisherFields,
} from './publisher-object.ts'
export { publisherKey, relationTo } from './publisher-identity.ts'
export { loadReasonPages } from './load-reason-pages.ts'
export { isReasonCode, REASONS, type ReasonCode } from './reason-codes.ts'
export type { ReasonPage } from './reasons/index.ts'
export type { Run } from './run.ts'
export type { Decision, PolicyRef, Reason, Shortfall, Verdict } from './verdict.ts'
export {
  columnsOf,
  pad,
  DEFAULT_WIDTH,
  durationText,
  factText,
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
