export { hasMarkers, mergePolicies, type MergeResult } from './merge-policies.ts'
