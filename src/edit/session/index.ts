export { type Desk, type EditorEnd, type Notice, type Question } from './desk.ts'
export { editSession, type EditOutcome, type EditWork, type Judged } from './edit-session.ts'
export { NEW_POLICY } from './new-policy.ts'
