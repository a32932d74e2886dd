export type {
  Ack,
  CloseReply,
  CloseRequest,
  EventRequest,
  HelloRequest,
  JudgeFile,
  JudgeReply,
  JudgeRequest,
  JudgeTree,
  OpenReply,
  OpenRequest,
  ReportedArtifact,
  RunReport,
  VersionReply,
} from './api.ts'
export { asciiLine } from './ascii-line.ts'
export { closingLines } from './closing-lines.ts'
export type { Ledger, RunEvent } from './ledger.ts'
export { codeOf, digestOf, outcomeLine, type Judged, type LocalRefusal, type Outcome } from './outcome.ts'
export { addressKey, publicAddress } from './address-key.ts'
export { type KnownFile, type PageMemory, type ServedPage } from './page-memory.ts'
export { MAX_RUNS, registry, type Registry } from './registry.ts'
export { reportOf } from './report.ts'
export { newRun, type OpenRun } from './run.ts'
export { RunsError, type RunsErrorCode } from './runs-error.ts'
export { listenAt, witnessServer, type WitnessCalls } from './witness-server.ts'
