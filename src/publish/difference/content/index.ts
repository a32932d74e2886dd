export { contentFindings } from './content-findings.ts'
export type { Surroundings } from './surroundings.ts'
