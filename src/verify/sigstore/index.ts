export { readBundle } from './read-bundle.ts'
export { Entries } from './read-entry.ts'
export type { Envelope, MessageSignature, SignedBundle } from './signed-bundle.ts'
export { verifyBundle, type Proven } from './verify-bundle.ts'
