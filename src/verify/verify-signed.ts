import type { KeyStanding, SigningKey, SigstoreRoot } from '../trust/index.ts'
import type { AttestationFact, EvidenceOrigin, Finding, Publisher, RebuildFact } from '../verdict/index.ts'
import { looksAt } from './attestation-facts.ts'
import { bundleKind } from './bundle-kind.ts'
import { MAX_EVIDENCE_BYTES } from './limits.ts'
import { KeyTrials, knownAs, type KnownPlainKey } from './plain/index.ts'
import type { SubjectFile } from './subject-file.ts'
import { Unverified } from './unverified.ts'

/** Who must have signed: the identity of a certificate (its subject alternative name) and who vouched for it, or a key. */
export type WantedSigner =
  | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string }
  | { readonly kind: 'key'; readonly key: SigningKey }

export interface SignedQuestion {
  readonly file: SubjectFile
  /** A Sigstore bundle, or PEP 740's attestation or provenance object: JSON. */
  readonly bundle: Uint8Array
  readonly origin: EvidenceOrigin
  readonly signer: WantedSigner
  /** What is known of the states of keys: one that is revoked or past is nobody's word, whoever names it. */
  readonly standings: readonly KeyStanding[]
}

/** An attestation, or signature over the file alone, that verified, and when at the latest it was made. */
export type Signed = Extract<AttestationFact, { readonly result: 'ok' }> & { readonly signedAt: number }

export type SignedAnswer =
  | { readonly verified: true; readonly by: readonly [Signed, ...Signed[]] }
  | { readonly verified: false; readonly finding: Finding }

/** The same of a key that whoever names it trusts by itself; `signedAt` is null where nothing proves a time. */
export type KeySignedAnswer =
  | { readonly verified: true; readonly by: readonly [Shown, ...Shown[]] }
  | { readonly verified: false; readonly finding: Finding }

type Shown = Extract<AttestationFact, { readonly result: 'ok' }>

/**
 * Whether the bundle proves that the wanted signer signed this file: without a policy, without a network. Identity and
 * issuer are compared whole. Every attestation of the bundle must verify, and one at least be the signer's: one that does
 * not verify is never passed over for another. `now` in seconds since the epoch. Bad evidence is a finding and never thrown.
 */
export function verifySigned(
  question: SignedQuestion,
  roots: readonly SigstoreRoot[],
  now: number,
): SignedAnswer {
  const { signer, standings } = question
  const known = signer.kind === 'key' ? [provenOnly(knownAs(signer.key, standings, now))] : []
  const shown = shownBy(question, roots, known, now)
  if ('finding' in shown) return { verified: false, ...shown }
  return answerOf(shown.facts.filter(isSigned), signer)
}

/**
 * The same of a key alone, which needs no log and no time stamp: what is there of log entries must hold all the same, and a key
 * that is revoked or signs no more signed nothing that isn't proven to be older.
 */
export function verifySignedByKey(
  { key, ...question }: Omit<SignedQuestion, 'signer'> & { readonly key: SigningKey },
  roots: readonly SigstoreRoot[],
  now: number,
): KeySignedAnswer {
  const signer = { kind: 'key', key } as const
  const shown = shownBy({ ...question, signer }, roots, [knownAs(key, question.standings, now)], now)
  return 'finding' in shown ? { verified: false, ...shown } : answerOf(shown.facts, signer)
}

/** All that the bundle shows, or the first that doesn't verify. */
function shownBy(
  { file, bundle, origin, signer }: SignedQuestion,
  roots: readonly SigstoreRoot[],
  keys: readonly KnownPlainKey[],
  now: number,
): { readonly facts: readonly Shown[] } | { readonly finding: Finding } {
  const kind = bundleKind(bundle)
  if (kind === null) return { finding: unreadable(bundle) }
  const context = { artifact: file, roots: rootsFor(signer, roots), trials: new KeyTrials(keys), now }
  const facts = looksAt({ kind, origin, bytes: bundle }, context).flatMap((look) => look())
  const failed = facts.find((fact) => fact.result !== 'ok')
  return failed === undefined ? { facts: facts.filter(isShown) } : { finding: failed.finding }
}

function answerOf<Fact extends Shown>(
  all: readonly Fact[],
  signer: WantedSigner,
):
  | { readonly verified: true; readonly by: readonly [Fact, ...Fact[]] }
  | { readonly verified: false; readonly finding: Finding } {
  const [first, ...rest] = all.filter(({ publisher }) => isWanted(publisher, signer))
  if (first !== undefined) return { verified: true, by: [first, ...rest] }
  return { verified: false, finding: bySomebodyElse(signer, all) }
}

/** Only what a log or a time stamp stands for is anybody's word here, whatever else is known of the key. */
function provenOnly(key: KnownPlainKey): KnownPlainKey {
  const flawAt = (provenMs: number | null) => key.flawAt(provenMs) ?? (provenMs === null ? UNPROVEN : null)
  return { ...key, flawAt }
}

const UNPROVEN = new Unverified(
  'TC2117',
  'an entry in a transparency log, or a time stamp by an authority of a trust root',
  'no entry',
)

function isShown(fact: AttestationFact | RebuildFact): fact is Shown {
  return fact.check === 'attestation' && fact.result === 'ok'
}

function isSigned(fact: Shown): fact is Signed {
  return fact.signedAt !== null
}

/** Where a key is to be the signer, certificates are nobody's word; and the other way round. */
function rootsFor(signer: WantedSigner, roots: readonly SigstoreRoot[]): readonly SigstoreRoot[] {
  return signer.kind === 'key'
    ? roots.map((root) => ({ ...root, keys: [signer.key], authorities: [] }))
    : roots.map((root) => ({ ...root, keys: [] }))
}

function isWanted(publisher: Publisher, signer: WantedSigner): boolean {
  if (signer.kind === 'key')
    return publisher.kind === 'key' && publisher.fingerprint === signer.key.fingerprint
  return (
    publisher.kind !== 'key' && publisher.subject === signer.identity && publisher.issuer === signer.issuer
  )
}

function unreadable({ byteLength }: Uint8Array): Finding {
  const expected = `a Sigstore bundle, or a PEP 740 attestation or provenance object, of at most ${MAX_EVIDENCE_BYTES} bytes`
  return new Unverified('TC2110', expected, `${byteLength} bytes of something else`).finding
}

function bySomebodyElse(signer: WantedSigner, all: readonly Shown[]): Finding {
  const expected =
    signer.kind === 'key' ? `key ${signer.key.fingerprint}` : `${signer.identity} of ${signer.issuer}`
  const found = all.map(({ publisher }) => `${publisher.subject} of ${publisher.issuer}`)
  return new Unverified('TC2220', expected, [...new Set(found)].join(', ').slice(0, 1000)).finding
}
