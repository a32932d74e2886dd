export { ClientError, type ClientErrorCode } from './client-error.ts'
export type { AskOptions, DaemonConnection, Paging, Question } from './daemon-connection.ts'
export { homePaths, type HomePaths, type HostUser } from './home-paths.ts'
export { openDaemon, type Launch, type OpenDaemonOptions } from './open-daemon.ts'
