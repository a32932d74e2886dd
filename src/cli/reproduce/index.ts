export { rebuildResult } from './rebuild-result.ts'
export { reproduceWish } from './reproduce-wish.ts'
