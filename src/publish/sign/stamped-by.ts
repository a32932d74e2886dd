import { limits, whenStamped, type StampTrust } from '../../verify/index.ts'
import { stamp, type Fetch } from './keyless/index.ts'
import { SignError } from './sign-error.ts'
import type { Stamp, Stamped } from './stamps.ts'

/** Forms of signatures that have a place for time stamps, and how many a verifier takes in each. */
const MOST = {
  publish: limits.MAX_TIMESTAMPS,
  slsa: limits.MAX_TIMESTAMPS,
  sigstore: limits.MAX_TIMESTAMPS,
  cms: limits.MAX_CMS_TIMESTAMPS,
} as const
export type StampedForm = keyof typeof MOST
export const STAMPED_FORMS = Object.keys(MOST)

export function isStampedForm(form: string): form is StampedForm {
  return form in MOST
}

/** Whom to ask for time stamps, and who vouches for them here. */
export interface StampWish {
  /** Addresses. */
  readonly authorities: readonly string[]
  readonly trust: StampTrust
  readonly fetch: Fetch
  /** Seconds, at each look. */
  readonly now: () => number
}

export type StampSignature = (form: StampedForm, signature: Uint8Array) => Promise<Stamped>

/**
 * Has signatures stamped by each of the authorities (RFC 3161). A stamp must be of this signature and of now, and by an authority that
 * this machine can verify: of a trust root, or for CMS of a keyring. Throws `SignError`: `form` for more stamps than
 * anybody reads, `service` where one of them gives none, or none that holds.
 */
export function stampedBy({ authorities, trust, fetch, now }: StampWish): StampSignature {
  return async (form, signature) => {
    checkCount(form, authorities.length)
    const [stamps, times]: [Stamp[], number[]] = [[], []]
    for (const authority of authorities) {
      const response = await stamp(fetch, authority, signature)
      const found = whenStamped(response, signature, trustFor(form, trust), now())
      if (!found.proven) throw unusable(authority, found.why)
      const at = Math.floor(found.timeMs / 1000)
      if (at < now() - limits.CLOCK_SKEW_SECONDS)
        throw unusable(authority, `it is of ${new Date(found.timeMs).toISOString()}, and not of now`)
      stamps.push({ response, token: found.token })
      times.push(at)
    }
    return { stamps, at: Math.min(...times) }
  }
}

/** Of anything but CMS, keyrings' authorities are asked by nobody. */
function trustFor(form: StampedForm, { roots, keyrings }: StampTrust): StampTrust {
  return { roots, keyrings: form === 'cms' ? keyrings : [] }
}

function checkCount(form: StampedForm, count: number): void {
  if (count <= MOST[form]) return
  throw new SignError('form', {
    message: `a signature of the form \`${form}\` takes at most ${MOST[form]} time stamps, and ${count} authorities were named`,
    hint: 'name fewer by --timestamp',
  })
}

function unusable(authority: string, why: string): SignError {
  return new SignError('service', {
    message: `what \`${authority}\` gave proves no time to this machine: ${why}; nothing was written`,
    hint: 'give the root that names this authority: trustctl sign --timestamp URL --trusted-root trusted_root.json FILE',
  })
}
