export { standingCheck, type StandingCheck } from './check-standing.ts'
