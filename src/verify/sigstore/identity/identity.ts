import type { Certificate } from '../../../trust/index.ts'
import type { Publisher } from '../../../verdict/index.ts'
import { readClaims } from './claims.ts'
import { platformOf, type Platform } from './platform.ts'
import { publisherOf } from './publisher.ts'
import { subjectOf } from './subject.ts'

/** Who signed, and what a build platform says of the job that did; null where none did. */
export interface Identity {
  readonly publisher: Publisher
  readonly platform: Platform | null
}

/** What a certificate says of its holder. Throws `Unverified` TC2115. */
export function identityOf(certificate: Certificate): Identity {
  const subject = subjectOf(certificate)
  const claims = readClaims(certificate)
  return { publisher: publisherOf(subject, claims), platform: platformOf(subject, claims) }
}
