export { evidenceFor, readGivenEvidence } from './given-evidence.ts'
export { judgeFile, type JudgedFile } from './judge-file.ts'
export { openWorld } from './open-world.ts'
