export { startSeeing } from './seen-publishers.ts'
export { suggestRules, type Suggestion } from './suggest-rules.ts'
