export { startReplay, type ChangedArtifact, type Replay, type Replaying } from './replay.ts'
export { byProject, countChanges, outcomeOf, type ProjectChanges, type ReplayCounts } from './summary.ts'
