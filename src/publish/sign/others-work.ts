import { sha256Of } from '../../encoding/index.ts'
import { FilesError, readFileBounded } from '../../files/index.ts'
import type { Ledger } from '../keys/index.ts'
import { isEnvelope, MAX_ENVELOPE_BYTES } from './envelope.ts'
import { signaturesIn } from './openpgp.ts'
import type { Form } from './sign-artifact.ts'
import { SignError } from './sign-error.ts'

/** What is there, or null. What can’t be read may hold the signatures of others, and is not written over. Throws `SignError` `write`. */
export async function signaturesAt(path: string): Promise<Uint8Array | null> {
  try {
    return await readFileBounded(path, { maxBytes: MAX_ENVELOPE_BYTES })
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    if (cause.code === 'missing') return null
    throw keptAside(path, `can not be read: ${cause.message}`, cause)
  }
}

/** What is there in a form that several sign in: theirs stay. Throws `SignError` `write` where nothing can be added to it. */
export async function signaturesToKeep(path: string, form: Form): Promise<Uint8Array | null> {
  const found = await signaturesAt(path)
  if (found === null) return null
  const takesMore = form === 'openpgp' ? signaturesIn(found).length > 0 : isEnvelope(found)
  if (takesMore) return found
  throw keptAside(path, 'are in a form that none can be added to')
}

/** A file of signatures that is about to be replaced. */
interface Replacement {
  readonly path: string
  readonly content: Uint8Array | string
}

/** Files that keep nothing of what was there replace only what the ledger says was signed here. Throws `SignError` `write`. */
export async function checkOwn(made: readonly Replacement[], ledger: Pick<Ledger, 'read'>): Promise<void> {
  const own = new Set((await ledger.read()).entries.map(({ signature }) => signature))
  for (const { path, content } of made) {
    const found = await signaturesAt(path)
    if (found === null || own.has(sha256Of(found)) || Buffer.from(content).equals(found)) continue
    throw keptAside(path, 'were not made here, and only one signature has room there')
  }
}

function keptAside(path: string, why: string, cause?: unknown): SignError {
  return new SignError('write', {
    message: `the signatures in \`${path}\` ${why}; nothing was written`,
    hint: `sign into another folder by --output, or look at it and remove it if nobody needs it: rm '${path}'`,
    cause,
  })
}
