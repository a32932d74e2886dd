export {
  fetchReleaseFile,
  findRelease,
  onlyWheel,
  pipIndexes,
  pipRoad,
  type PipRoad,
} from './from-index/index.ts'
export { parseCommitWish, type CommitWish } from './git-checkout.ts'
export type { Attempt } from './plan/index.ts'
export { ReproduceError, type ReproduceErrorCode } from './reproduce-error.ts'
export {
  reproduceTarget,
  type ReproduceWish,
  type ReproduceWorld,
  type SourceWish,
  type Target,
} from './reproduce-target.ts'
export type { Reproduction, ReproductionGrade, Trial } from './reproduction.ts'
export { reproductionJson, reproductionLines, surroundingsText } from './reproduction-lines.ts'
export { rebuildStatement, statementOf, type Rebuilt } from './statement.ts'
