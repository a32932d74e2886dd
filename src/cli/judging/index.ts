export { judgeAll, judgeByPolicy } from './judge-by-policy.ts'
export type { JudgedFile } from './judge-file.ts'
