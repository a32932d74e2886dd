export { mayLoosen, type Change, type Direction } from './change.ts'
export { comparePolicies } from './compare-policies.ts'
