export { JwsEffort, jwsOutcomes } from './jws-outcomes.ts'
export { readAttachedEvidence } from './read-attached.ts'
