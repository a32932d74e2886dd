export { buildLevel } from './build-level.ts'
export { readProvenance, SLSA_V02, SLSA_V1 } from './read-provenance.ts'
