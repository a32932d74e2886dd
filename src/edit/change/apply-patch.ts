import { applyPatch, parsePatch, type StructuredPatch } from 'diff'
import { EditError } from '../edit-error.ts'

/** Bytes of a patch; a policy has at most 1 MiB, and a patch names each changed line twice. */
export const MAX_PATCH_BYTES = 4 * 1024 * 1024

/** The text with a unified diff applied, every context line in its place to the letter. Throws `EditError` `change`. */
export function withPatch(text: string, patch: string): string {
  const [first, ...others] = parsed(patch)
  if (first === undefined || first.hunks.length === 0) throw unusable('there is no change in it')
  if (others.length > 0) throw unusable(`it is about ${others.length + 1} files, and a policy is one`)
  const patched = applyPatch(text, first, { fuzzFactor: 0, autoConvertLineEndings: false })
  if (patched !== false) return patched
  throw unusable('its context is not what the policy says there; it was made from another version')
}

function parsed(patch: string): readonly StructuredPatch[] {
  if (Buffer.byteLength(patch) > MAX_PATCH_BYTES) throw unusable(`it has more than ${MAX_PATCH_BYTES} bytes`)
  try {
    return parsePatch(patch)
  } catch (cause) {
    throw unusable('it is no unified diff', cause)
  }
}

function unusable(why: string, cause?: unknown): EditError {
  return new EditError('change', {
    message: `the patch can't be applied: ${why}`,
    hint: 'diff -u OLD NEW | trustctl policy edit --patch -',
    cause,
  })
}
