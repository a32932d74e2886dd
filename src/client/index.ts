export { ClientError, type ClientErrorCode } from './client-error.ts'
export type { AskOptions, DaemonConnection, Paging, Question } from './daemon-connection.ts'
export {
  addressOfGuard,
  newGuardRecord,
  readGuardRecord,
  writeGuardRecord,
  type GuardAddress,
  type GuardRecord,
  type PipConfRecord,
} from './guard-record.ts'
export { homePaths, type HomePaths, type HostUser } from './home-paths.ts'
export { openDaemon, type Launch, type OpenDaemonOptions } from './open-daemon.ts'
export { askGuard, serveGuard, type GuardService, type InterceptorLaunch } from './resident-guard.ts'
export { residentInterceptor, stopInterceptor } from './resident-interceptor.ts'
export { keepStrangers, readStrangers, strangerNotices, type Strangers } from './strangers.ts'
export { keepRunRefusals, readRunRefusals, type RunRefusals } from './run-refusals.ts'
