export { readReport } from './read-report.ts'
export { reportLines } from './report-lines.ts'
export { hasPublished } from './read-publisher.ts'
