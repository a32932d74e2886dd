export { MAX_PATCH_BYTES, withPatch } from './apply-patch.ts'
export { flowText } from './flow-text.ts'
export { openDocument, printDocument, setValues, withVersion } from './set-value.ts'
export { textDiff } from './text-diff.ts'
