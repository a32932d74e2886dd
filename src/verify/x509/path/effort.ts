import { isSignedBy, type Certificate } from '../../../trust/index.ts'
import { MAX_CMS_CHECKS, MAX_PATH_STEPS } from '../../limits.ts'
import { readable } from '../../read-json.ts'
import { expect } from '../../unverified.ts'

type Signed = Pick<Certificate, 'signed'>

/**
 * What the CMS evidence of one artifact may cost: signatures, those of certificates verified once each, and pairs of
 * certificates held against each other. Throws `Unverified` TC3319 where it is used up: whoever made so many fit each other meant to
 * keep this machine busy.
 */
export class Effort {
  #checks = 0
  #steps = 0
  readonly #known = new Map<Signed, Map<Certificate, boolean>>()

  /** Before a pair is looked at. */
  step(): void {
    this.#steps += 1
    expect(this.#steps <= MAX_PATH_STEPS, 'TC3319', `at most ${MAX_PATH_STEPS} pairs of certificates`, 'more')
  }

  /** Before a signature is verified. */
  spend(): void {
    this.#checks += 1
    expect(this.#checks <= MAX_CMS_CHECKS, 'TC3319', `at most ${MAX_CMS_CHECKS} signatures`, 'more')
  }

  isSignedBy(signed: Signed, issuer: Certificate): boolean {
    const before = this.#known.get(signed) ?? new Map<Certificate, boolean>()
    const known = before.get(issuer) ?? this.#verify(signed, issuer)
    this.#known.set(signed, before.set(issuer, known))
    return known
  }

  #verify(signed: Signed, issuer: Certificate): boolean {
    this.spend()
    return readable('TC3312', 'a public key that can be used', () => isSignedBy(signed, issuer))
  }
}
