export { contextFacts } from './context-facts.ts'
export { mayAskIndex, tellReleases } from './tell-releases.ts'
