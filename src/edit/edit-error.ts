import { PipTrustError } from '../errors/index.ts'

/**
 * `editor` none can be started; `locked` somebody else edits; `change` what was asked for can't be done to the text; `version` no
 * kept version is meant; `install` the file can't be replaced.
 */
export type EditErrorCode = 'editor' | 'locked' | 'change' | 'version' | 'install'

/** What keeps a policy from being edited, in a reader's words. */
export class EditError extends PipTrustError<EditErrorCode> {}
