export { judgeByPolicy } from './judge-by-policy.ts'
