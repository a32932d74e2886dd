import type { Publisher } from '../../../verdict/index.ts'
import { expect } from '../../unverified.ts'
import { CLAIM, type Claims } from './claims.ts'
import { gitHub, gitLab } from './forges.ts'
import { activeState, buildkite, circleCi } from './pipelines.ts'
import type { Subject } from './subject.ts'

const GOOGLE_ISSUER = 'https://accounts.google.com'

/**
 * The publisher as the certificate says it (sigstore/fulcio `docs/oidc.md`, `docs/oid-info.md`). The issuer decides what
 * kind it can be: nothing that one issuer says is taken for another's word. Throws `Unverified` TC2115.
 */
export function publisherOf({ kind, text: subject }: Subject, claims: Claims): Publisher {
  const issuer = claims.get(CLAIM.issuer)
  expect(issuer !== undefined, 'TC2115', 'an OIDC issuer in the certificate', 'none')
  const base = { issuer, subject }
  if (kind === 'email') {
    return { ...base, kind: issuer === GOOGLE_ISSUER ? 'google' : 'email', email: subject }
  }
  return (
    gitHub(base, claims) ??
    circleCi(base, claims) ??
    buildkite(base, claims) ??
    activeState(base) ??
    gitLab(base, claims) ?? { ...base, kind: 'other' }
  )
}
