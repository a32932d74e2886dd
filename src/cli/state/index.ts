export { enforcementOf, type Enforcement } from './enforcement.ts'
export { stateOf, type State } from './state.ts'
export { stateLines } from './state-lines.ts'
