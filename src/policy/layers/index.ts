export { bypassForbidden, evaluateLayers, isStricter, type Layers } from './layers.ts'
export { pageDenial, privateIndexes, type PageSubject } from './page-denial.ts'
export { withhold } from './withhold.ts'
