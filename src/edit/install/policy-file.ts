import { realpath } from 'node:fs/promises'
import { decodeUtf8, sha256Of } from '../../encoding/index.ts'
import { isSystemError } from '../../files/index.ts'
import { POLICY_LIMITS } from '../../policy/index.ts'
import { readTrustedFile, SourcesError } from '../../sources/index.ts'
import type { PolicyText } from '../draft/index.ts'
import { EditError } from '../edit-error.ts'

/** The policy file as it is now; null where there is none. Throws as `readTrustedFile` does, or `EncodingError` `utf8`. */
export async function readInstalled(file: string): Promise<PolicyText | null> {
  try {
    const bytes = await readTrustedFile(file, POLICY_LIMITS.maxBytes)
    return { text: decodeUtf8(bytes), digest: sha256Of(bytes) }
  } catch (error) {
    if (error instanceof SourcesError && error.code === 'missing') return null
    throw error
  }
}

/** Where the bytes go: a link stays, and what it leads to is replaced. Throws `EditError` `install` for one that leads nowhere. */
export async function targetOf(file: string, isLink: boolean): Promise<string> {
  try {
    return await realpath(file)
  } catch (cause) {
    if (!isSystemError(cause, 'ENOENT')) throw cause
    if (!isLink) return file
    throw new EditError('install', {
      message: `\`${file}\` is a link that leads nowhere`,
      hint: `rm '${file}'`,
      cause,
    })
  }
}
