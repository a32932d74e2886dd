export { DaemonError, type DaemonErrorCode } from './daemon-error.ts'
export { startDaemon, type Daemon } from './daemon.ts'
export { openLog, type Log } from './log.ts'
export type { DaemonOptions } from './options.ts'
