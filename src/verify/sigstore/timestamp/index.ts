export { provenTimes } from './proven-times.ts'
