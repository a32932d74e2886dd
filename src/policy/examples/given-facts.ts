import type { ProjectName } from '../../python/index.ts'
import type {
  AttestationFact,
  BuildProvenance,
  EvidenceOrigin,
  Fact,
  PublisherFact,
  RebuildFact,
  ReasonCode,
  SignatureFact,
} from '../../verdict/index.ts'
import { seconds } from '../duration.ts'
import type { GivenEntry, PublisherEntry } from '../schema/index.ts'
import { givenPublisher } from './given-publisher.ts'

const ORIGIN: EvidenceOrigin = { via: 'argument', where: 'the test' }

type Evidence = NonNullable<GivenEntry['evidence']>

/** Whom the facts are about, and when. */
export interface About {
  readonly project: ProjectName
  readonly version: string
  /** URL of the index that it came from; null where from none. */
  readonly index: string | null
  readonly now: number
}

/** Attestations and their publishers: what verifies, or verified when the evidence could still be had. */
export function givenAttestations(evidence: Evidence, about: About): readonly Fact[] {
  const entries = evidence.attestations ?? []
  const publishers =
    about.index === null ? [] : entries.map((entry) => publisherFact(entry, about, about.index))
  return [...entries.map((entry) => attestationFact(entry, about)), ...publishers]
}

/** Everything else that is given. */
export function givenFacts(evidence: Evidence, about: About): readonly Fact[] {
  return [
    ...(evidence.signatures ?? []).map((signer): SignatureFact => signatureFact(signer, about)),
    ...(evidence.rebuilds ?? []).map(rebuildFact),
    ...wanting(evidence),
    ...releaseFacts(evidence, about),
    revocationsFact(evidence, about),
    ...(evidence.hash ? [{ check: 'hash', result: 'ok', from: evidence.hash } as const] : []),
  ]
}

function revocationsFact({ revocations }: Evidence, { now }: About): Fact {
  const asOf = now - (revocations === undefined ? 0 : seconds(revocations))
  return { check: 'revocations', result: 'ok', asOf, directories: 1 }
}

function attestationFact(entry: PublisherEntry, { now }: About): AttestationFact {
  const predicate = entry.predicate ?? 'publish'
  const logs = entry.logs ?? (entry.keyring === undefined ? ['sigstore-public'] : [])
  return {
    check: 'attestation',
    result: 'ok',
    predicate,
    predicateType: predicate,
    builder: entry.builder ?? null,
    ...buildOf(entry),
    publisher: givenPublisher(entry),
    trustRoot: 'the test',
    log: logs.map((log) => ({ log, index: '0', integratedTime: now })),
    signedAt: logs.length === 0 ? null : now,
    origin: ORIGIN,
  }
}

function buildOf({ slsaBuildLevel }: PublisherEntry): { readonly build?: BuildProvenance } {
  if (slsaBuildLevel === undefined) return {}
  const level = slsaBuildLevel === 1 || slsaBuildLevel === 2 ? slsaBuildLevel : 3
  return { build: { buildType: 'the test', source: null, level, why: 'the test says so' } }
}

function publisherFact(
  entry: PublisherEntry,
  { project, version, now }: About,
  index: string | null,
): PublisherFact {
  const publisher = givenPublisher(entry)
  const relation = entry.relation ?? 'same'
  const remembered = {
    index: index ?? '',
    project,
    publisher,
    lines: [],
    version,
    firstSeenAt: now,
    by: 'first-use',
  } as const
  return {
    check: 'publisher',
    result: 'ok',
    relation,
    publisher,
    remembered: relation === 'first' ? null : remembered,
    ...(entry.absentBefore !== undefined && { absentBefore: entry.absentBefore }),
  }
}

type Signer = NonNullable<Evidence['signatures']>[number]

function rebuildFact({ owner, keyring }: Signer): RebuildFact {
  const signer = { fingerprint: owner, keyrings: [keyring], owner }
  return { check: 'rebuild', result: 'ok', grade: 'identical', ...signer, builder: null, origin: ORIGIN }
}

function signatureFact({ owner, keyring }: Signer, { now }: About): SignatureFact {
  const fingerprint = owner
  const base = { fingerprint, signedBy: fingerprint, keyrings: [keyring], owner, claimedAt: now }
  return { check: 'signature', result: 'ok', scheme: 'openpgp', ...base, origin: ORIGIN }
}

type Wanting = 'integrity' | 'attestation' | 'signature' | 'rebuild'

const CODES: Readonly<Record<'invalid' | 'unavailable', Record<Wanting, ReasonCode>>> = {
  invalid: { integrity: 'TC1002', attestation: 'TC2113', signature: 'TC3111', rebuild: 'TC2513' },
  unavailable: { integrity: 'TC1002', attestation: 'TC2104', signature: 'TC3102', rebuild: 'TC2502' },
}

function wanting({ invalid = [], unavailable = [], verified }: Evidence): readonly Fact[] {
  const outOfReach = verified === undefined ? unavailable : [...unavailable, 'attestation' as const]
  return [
    ...invalid.map((check) => notOk(check, 'invalid')),
    ...[...new Set(outOfReach)].map((check) => notOk(check, 'unavailable')),
  ]
}

function notOk(check: Wanting, result: 'invalid' | 'unavailable'): Fact {
  const finding = {
    code: CODES[result][check],
    expected: 'evidence that verifies',
    found: `given as ${result}`,
  }
  const base = { result, finding, origin: null }
  if (check === 'attestation') return { check, offer: null, ...base }
  return check === 'signature' ? { check, fingerprint: null, ...base } : { check, ...base }
}

function releaseFacts({ age, status, provenanceState }: Evidence, { now }: About): readonly Fact[] {
  const facts: Fact[] = []
  if (age !== undefined)
    facts.push({ check: 'age', result: 'ok', publishedAt: now - seconds(age), by: 'index' })
  if (status !== undefined) facts.push({ check: 'status', result: 'ok', status, why: null })
  if (provenanceState !== undefined) {
    const share = { line: '', before: null, attestedFiles: 0, files: 1 }
    facts.push({ check: 'provenance-state', result: 'ok', state: provenanceState, ...share })
  }
  return facts
}
