import type { Publisher } from '../../verdict/index.ts'
import { ISSUERS } from '../issuers.ts'
import type { PublisherEntry } from '../schema/index.ts'

/** The publisher that a test describes, as a certificate would prove it. */
export function givenPublisher(entry: PublisherEntry): Publisher {
  const { github, gitlab, google, email, issuer = '' } = entry
  if (google !== undefined) return { kind: 'google', issuer: ISSUERS.google, subject: google, email: google }
  if (email !== undefined) return { kind: 'email', issuer, subject: email, email }
  if (entry.keyring !== undefined) return keyPublisher(entry.keyring, entry.owner ?? '')
  const base = {
    subject: github ?? gitlab ?? '',
    repository: github ?? gitlab ?? '',
    workflow: entry.workflow ?? '',
    ref: entry.ref ?? null,
    commit: null,
    trigger: null,
    environment: entry.environment ?? null,
    repositoryId: null,
    ownerId: null,
  }
  if (github === undefined) return { kind: 'gitlab', issuer: ISSUERS.gitlab, ...base }
  return { kind: 'github', issuer: ISSUERS.github, ...base }
}

function keyPublisher(keyring: string, owner: string): Publisher {
  return { kind: 'key', issuer: '', subject: owner, fingerprint: owner, keyrings: [keyring], owner }
}
