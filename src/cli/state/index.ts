export { enforcementOf } from './enforcement.ts'
export { stateOf } from './state.ts'
export { stateLines } from './state-lines.ts'
