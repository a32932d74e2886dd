import type {
  AttestationFact,
  Fact,
  LockIdentity,
  ProvenanceStateFact,
  PublisherFact,
  SignatureFact,
} from '../fact.ts'
import { publisherLine, publisherText } from './publisher-text.ts'
import { safeText } from './safe-text.ts'

/** `2024-11-06` */
const DATE_LENGTH = 10

/** A time for people: seconds since the epoch as `2024-11-06T22:37:39Z`. Times outside of what a date can hold are given as they are. */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString().replace('.000Z', 'Z')
}

/** One fact in one line, without its result: what was proven, or what was found and expected. */
export function factText(fact: Fact): string {
  if (fact.result !== 'ok') return findingText(fact.finding)
  switch (fact.check) {
    case 'integrity':
      return integrityText(fact.agreeing)
    case 'attestation':
      return attestationText(fact)
    case 'signature':
      return keyText(fact)
    case 'rebuild':
      return `the same bytes, says ${keyText(fact)}`
    case 'derivation':
      return `built from ${safeText(fact.from)}${fact.tainted ? ', after code of another artifact had run' : ''}`
    case 'status':
      return withWhy(fact.status, fact.why)
    case 'yanked':
      return fact.yanked ? withWhy('yanked', fact.why) : 'no'
    case 'age':
      return `${fact.by === 'index' ? 'published' : 'first seen'} ${timeText(fact.publishedAt)}`
    case 'provenance-state':
      return provenanceStateText(fact)
    case 'publisher':
      return publisherFactText(fact)
    case 'hash':
      return `pinned in ${fact.from.join(', ')}`
    case 'revocations':
      return `key director${fact.directories === 1 ? 'y' : 'ies'} heard ${timeText(fact.asOf)}`
    case 'lock':
      return fact.named.map((each) => each.map(identityText).join(' or ')).join('; ')
  }
}

function identityText(identity: LockIdentity): string {
  if (identity.kind === 'unreadable') return safeText(identity.why)
  return Object.values(identity.fields)
    .filter((value) => value !== '')
    .map((value) => safeText(value))
    .join(' ')
}

function withWhy(what: string, why: string | null): string {
  return why === null || why === '' ? what : `${what}: ${safeText(why)}`
}

function provenanceStateText(fact: Extract<ProvenanceStateFact, { result: 'ok' }>): string {
  const { state, line, before, attestedFiles, files } = fact
  const share = `${state}, ${attestedFiles} of ${files} files of this release`
  if (before === null) return share
  const publisher = before.publisher === null ? '' : ` by ${publisherText(before.publisher)}`
  return `${share}; ${safeText(before.version)} on line ${safeText(line)} was attested${publisher}`
}

const RELATIONS = {
  same: 'as remembered',
  renamed: 'the remembered repository under another name',
  first: 'the first one that this machine sees for the project',
  changed: 'another one than is remembered',
} as const

function publisherFactText(fact: Extract<PublisherFact, { result: 'ok' }>): string {
  const { relation, publisher, remembered } = fact
  const text = `${publisherText(publisher)}, ${RELATIONS[relation]}`
  if (remembered === null || relation === 'same') return text
  return `${text}: ${publisherText(remembered.publisher)} since ${safeText(remembered.version)}`
}

/** What was found, then what was expected. */
export function findingText(finding: { readonly expected: string; readonly found: string }): string {
  const found = safeText(finding.found)
  return finding.expected === '' ? found : `${found}; expected ${safeText(finding.expected)}`
}

function integrityText(agreeing: readonly string[]): string {
  if (agreeing.length === 0) return 'nobody named a digest to compare with'
  return `sha256 is that of ${agreeing.map((who) => safeText(who)).join(', ')}`
}

function attestationText(fact: Extract<AttestationFact, { result: 'ok' }>): string {
  const kind = fact.predicate === 'other' ? safeText(fact.predicateType) : fact.predicate
  const level = fact.build === undefined ? '' : ` of build level ${fact.build.level}`
  const time =
    fact.signedAt === null ? 'no proven time' : `signed ${timeText(fact.signedAt).slice(0, DATE_LENGTH)}`
  return `${publisherLine(fact.publisher)}, ${kind}${level}, ${time}`
}

type KeyHolder = Pick<Extract<SignatureFact, { result: 'ok' }>, 'owner' | 'fingerprint' | 'keyrings'>

function keyText({ owner, fingerprint, keyrings }: KeyHolder): string {
  const names = keyrings.map((name) => safeText(name)).join(', ')
  return `${safeText(owner)}, key ${safeText(fingerprint)}, keyring ${names}`
}
