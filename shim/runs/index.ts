export type {
  CloseReply,
  CloseRequest,
  EventRequest,
  GuardReply,
  JudgeFile,
  JudgeReply,
  JudgeRequest,
  JudgeTree,
  OpenReply,
  OpenRequest,
} from './api.ts'
export { asciiLine } from './ascii-line.ts'
export { closingLines } from './closing-lines.ts'
export { codeOf, outcomeLine, type Judged, type LocalRefusal, type Outcome } from './outcome.ts'
export { addressKey, bareAddress, publicAddress, withPath } from './address-key.ts'
export type { KnownFile, ServedPage } from './page-memory.ts'
export type { RunEvent, WithheldProject } from './ledger.ts'
export { registry, type Registry, type RunFinder } from './registry.ts'
export { reportOf } from './report.ts'
export { needsLogins, newRun, type OpenRun } from './run.ts'
export { indexKey } from './source-memory.ts'
export { RunsError } from './runs-error.ts'
export { isWelcome, type PeerUser, userOf } from './peer.ts'
export type { LoopbackPeer, Stranger } from './stranger.ts'
export { listenAt, witnessServer, type WitnessCalls } from './witness-server.ts'
