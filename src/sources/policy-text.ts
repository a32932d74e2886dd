import { POLICY_LIMITS } from '../policy/index.ts'
import { decodeLastPolicy } from './last-policy.ts'
import { SourcesError } from './sources-error.ts'
import { readTrustedFile } from './trusted-file.ts'

/** A policy file's text; null where there is none; words where there is something that is not to be read. */
export async function readPolicyText(file: string): Promise<string | null | { readonly words: string }> {
  try {
    const bytes = await readTrustedFile(file, POLICY_LIMITS.maxBytes)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return { words: 'it is not UTF-8' }
    if (!(error instanceof SourcesError)) throw error
    return error.code === 'missing' ? null : { words: error.message }
  }
}

/** The last good text; null where none was kept, or it is not what was written. */
export async function readKeptText(file: string): Promise<string | null> {
  try {
    return decodeLastPolicy(await readTrustedFile(file, 2 * POLICY_LIMITS.maxBytes + 1024))
  } catch (error) {
    if (error instanceof SourcesError) return null
    throw error
  }
}
