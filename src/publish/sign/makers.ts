import { sha256Of } from '../../encoding/index.ts'
import type { SigstoreRoot } from '../../trust/index.ts'
import { checkMaySign } from '../keys/index.ts'
import { checkVerifies } from './check-verifies.ts'
import {
  certifiedFor,
  signKeyless,
  type Fetch,
  type IdentityToken,
  type KeylessForm,
  type SigningServices,
} from './keyless/index.ts'
import { formsOf, signAs, type Form, type OpenKey, type Signature } from './sign-artifact.ts'
import { SignError } from './sign-error.ts'
import type { Make } from './sign-release.ts'
import { isStampedForm, STAMPED_FORMS, type StampSignature } from './stamped-by.ts'

/** Signing with keys of one's own; times in seconds. */
export interface KeysWish {
  readonly keys: readonly OpenKey[]
  /** Null: whatever the keys make. */
  readonly forms: readonly Form[] | null
  /** Null: the artifact's own time. */
  readonly at: number | null
  readonly now: number
  /** Has signatures stamped; null: nobody is asked. */
  readonly stamp: StampSignature | null
}

/**
 * Signs with keys, which are held to their calendar and purpose first. With time stamps, only what bears one is made: anything else
 * is refused once its key ends, and with it the file that it lies beside. Throws `KeysError`, `SignError` `time`, `form`.
 */
export function withKeys({ keys, forms, at, now, stamp }: KeysWish): Make {
  for (const { record } of keys) checkMaySign(record, 'release', now)
  if (at !== null) checkNotAhead('--at', at, now)
  return async (artifact, provenance, before) => {
    if (at === null) checkNotAhead(artifact.name, artifact.epochSeconds, now)
    const made: Signature[] = []
    const possible = forms ?? formsOf(keys, provenance !== null)
    for (const form of stamp === null ? possible : stampedOf(possible, forms !== null))
      made.push(await signAs(form, keys, { artifact, provenance, at, before, stamp }))
    return made
  }
}

/** Throws `SignError` `form` where one was named that bears no stamp, or none is left. */
function stampedOf(forms: readonly Form[], areNamed: boolean): readonly Form[] {
  const bearing = forms.filter(isStampedForm)
  const bare = forms.find((form) => !isStampedForm(form))
  if (bearing.length > 0 && (bare === undefined || !areNamed)) return bearing
  throw new SignError('form', {
    message: `a signature of the form \`${bare ?? 'none'}\` bears no time stamp: expected ${STAMPED_FORMS.join(', ')}`,
    hint: 'leave out `--timestamp`, or sign with a plain key or one with a certificate',
  })
}

/** Signing as whom an identity token names. */
export interface KeylessWish {
  readonly token: IdentityToken
  readonly services: SigningServices
  /** The instance's: what it gives must verify by it. */
  readonly root: SigstoreRoot
  readonly forms: readonly Form[] | null
  readonly fetch: Fetch
  /** Seconds, at each look. */
  readonly now: () => number
}

/**
 * Signs by a key that lives for this release alone, certified by a Sigstore instance and entered in its log. Each signature has other
 * bytes. What comes of it is verified before it is written. Throws `SignError`.
 */
export async function withoutKeys(wish: KeylessWish): Promise<Make> {
  const { token, services, root, forms, fetch, now } = wish
  const chosen = forms?.map(keylessForm) ?? null
  const by = await certifiedFor(token, services, fetch)
  const fingerprint = sha256Of(by.signer.publicKey.spki).toUpperCase()
  return async (artifact, provenance) => {
    const made: Signature[] = []
    const all = chosen ?? ['publish', ...(provenance === null ? [] : ['slsa' as const])]
    for (const form of all) {
      const { content, byStamp } = await signKeyless(form, artifact, provenance, by)
      for (const each of [content, ...byStamp])
        checkVerifies(Buffer.from(each), artifact, { by: by.certificate, token }, root, now())
      const keys = [{ fingerprint, holder: token.subject }]
      // Its instance logs and stamps it as it sees fit; what counts was verified.
      made.push({ form, content, keys, isDeterministic: false, stampedAt: null })
    }
    return made
  }
}

function keylessForm(form: Form): KeylessForm {
  if (form === 'publish' || form === 'slsa' || form === 'sigstore') return form
  throw new SignError('form', {
    message: `a signature of the form \`${form}\` is made with a key of one’s own`,
    hint: 'trustctl sign --keyless --form publish',
  })
}

/** That a time isn't still to come; seconds. Throws `SignError` `time`. */
export function checkNotAhead(what: string, at: number, now: number): void {
  if (at <= now) return
  throw new SignError('time', {
    message: `the time of \`${what}\` is ${new Date(at * 1000).toISOString()}, which is still to come`,
    hint: 'look at the clock, or give the time by `--at`',
  })
}
