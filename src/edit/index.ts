export { MAX_PATCH_BYTES, setValues, textDiff, withPatch, withVersion } from './change/index.ts'
export { checkText, failureText, raised } from './check/index.ts'
export { comparePolicies, mayLoosen, type Change, type Direction } from './compare/index.ts'
export { draftFolder, isEmpty, lockDraft, type DraftFolder, type PolicyText } from './draft/index.ts'
export { EditError, type EditErrorCode } from './edit-error.ts'
export { chooseEditor, editorCall, seemsForked, type Editor, type EditorCall } from './editor/index.ts'
export {
  findVersion,
  flushPending,
  keptVersions,
  putInForce,
  readInstalled,
  tellDaemon,
  versionIn,
  type DaemonAnswer,
  type ForceEffects,
  type InForce,
  type Installation,
  type KeptVersion,
} from './install/index.ts'
export { mergePolicies } from './merge/index.ts'
export { editPlaces, type EditPlaces } from './places.ts'
export {
  byProject,
  countChanges,
  outcomeOf,
  startReplay,
  type ChangedArtifact,
  type Replay,
  type Replaying,
  type ReplayCounts,
} from './replay/index.ts'
export {
  editSession,
  NEW_POLICY,
  type Desk,
  type EditorEnd,
  type EditOutcome,
  type EditWork,
  type Judged,
  type Notice,
  type Question,
} from './session/index.ts'
export { startSeeing, suggestRules, type Suggestion } from './suggest/index.ts'
export { originLines, type OriginLine, type OriginText } from './origin/index.ts'
export { writeFailure } from './write-failure.ts'
