export { signedJson, signedLines } from './signed-lines.ts'
export { signedWish, type SignedOptions, type SignedWish } from './signed-options.ts'
export { verifySignedFile } from './verify-signed-file.ts'
