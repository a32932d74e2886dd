export { draftFolder, type DraftFolder, type PolicyText } from './draft-folder.ts'
export { lockDraft } from './edit-lock.ts'
export { isEmpty } from './is-empty.ts'
export { withNotes, withoutNotes } from './problem-notes.ts'
