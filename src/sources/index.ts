export type { StoredAuthority } from './authority-store.ts'
export { readContent, type DirectoryContent } from './directory/content/read-content.ts'
export { KEY_ENDINGS, readDirectoryKey, readRecord } from './directory/content/key-files.ts'
export { keyringText, readKeyringFile, type KeyringFile } from './directory/content/keyring-file.ts'
export {
  NAME,
  PERSON_ROLES,
  personText,
  readPerson,
  type Person,
  type PersonRole,
} from './directory/content/person-file.ts'
export type { DirectoryPart } from './directory/directory-part.ts'
export type { DirectoryView } from './directory/directory-view.ts'
export { isDirectoryStale, revocationsKnown, type RevocationsKnown } from './directory/directory-notices.ts'
export { keyIdOf, parseIntroduction } from './directory/key-id.ts'
export { introductionOfRoot, lookAtDirectory } from './directory/look.ts'
export type { HearOutcome } from './directory/refresh.ts'
export { reasonOfDirectory } from './directory/refused-directory.ts'
export {
  DIRECTORY_ROLES,
  PERSON_FIELD,
  ROLE_PATHS,
  roleOfPath,
  type DirectoryRole,
} from './directory/roles.ts'
export { evidenceKindOf, MAX_EVIDENCE_BYTES } from './evidence-forms.ts'
export type { EvidenceSource } from './evidence-source.ts'
export type { FindEvidence } from './find-evidence.ts'
export { findInFolder } from './folder-source.ts'
export type { FoundEvidence, UnavailableEvidence } from './found-evidence.ts'
export type { ImportedKeys, StoredKey, StoredPlainKey } from './key-store.ts'
export { layersRef, type LoadedLayer } from './policy-layers.ts'
export { presetReader } from './preset-reader.ts'
export type { RootWish } from './roots/change-roots.ts'
export type { RefreshOutcome } from './roots/refresh.ts'
export { reasonOf } from './roots/refused-update.ts'
export { isStale, refusedUpdates, rootNotices } from './roots/root-notices.ts'
export type { TrustRootView } from './roots/root-view.ts'
export type { RootsPart } from './roots/roots-part.ts'
export { DEFAULT_SETTINGS, type Settings } from './settings.ts'
export { SourcesError, type SourcesErrorCode } from './sources-error.ts'
export type { TufRepository } from './tuf/repository.ts'
export { TufError } from './tuf/tuf-error.ts'
export { openSources, type Sources, type SourcesPlaces } from './sources.ts'
export type { Fetch } from './template-source.ts'
export { readTrustedFile } from './trusted-file.ts'
