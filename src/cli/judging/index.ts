export { evidenceFor, readGivenEvidence } from './given-evidence.ts'
export { checkUnchanged, fileAtHand } from './file-digests.ts'
export { judgeFile, type JudgedFile } from './judge-file.ts'
export { openWorld } from './open-world.ts'
