export { signedJson, signedLines } from './signed-lines.ts'
export { verifySignedFile } from './verify-signed-file.ts'
