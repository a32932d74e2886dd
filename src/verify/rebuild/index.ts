export { rebuildFacts, uncountedRebuild } from './rebuild-facts.ts'
export { isRebuild } from './rebuild-statement.ts'
