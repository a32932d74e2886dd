import { isSignedBy, type Certificate } from '../../../trust/index.ts'
import { MAX_PATH_SIGNATURES, MAX_PATH_STEPS } from '../../limits.ts'
import { readable } from '../../read-json.ts'
import { expect } from '../../unverified.ts'

type Signed = Pick<Certificate, 'signed'>

/**
 * What looking for paths may cost, for one piece of evidence: signatures, each verified once, and pairs of certificates
 * held against each other. Throws `Unverified` TC3319 where it is used up: whoever made so many certificates fit each other
 * meant to keep this machine busy.
 */
export class Effort {
  #signatures = 0
  #steps = 0
  readonly #known = new Map<Signed, Map<Certificate, boolean>>()

  step(): void {
    this.#steps += 1
    expect(this.#steps <= MAX_PATH_STEPS, 'TC3319', `at most ${MAX_PATH_STEPS} pairs of certificates`, 'more')
  }

  isSignedBy(signed: Signed, issuer: Certificate): boolean {
    const before = this.#known.get(signed) ?? new Map<Certificate, boolean>()
    const known = before.get(issuer) ?? this.#verify(signed, issuer)
    this.#known.set(signed, before.set(issuer, known))
    return known
  }

  #verify(signed: Signed, issuer: Certificate): boolean {
    this.#signatures += 1
    const limit = MAX_PATH_SIGNATURES
    expect(this.#signatures <= limit, 'TC3319', `at most ${limit} signatures of certificates`, 'more')
    return readable('TC3312', 'a public key that can be used', () => isSignedBy(signed, issuer))
  }
}
