export { checkLogged, checkLogValidAt, proveLogged, type LoggedEntry } from './check-log.ts'
export { checkLogBody } from './log-body.ts'
