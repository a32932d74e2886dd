import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifact, ArtifactKind, Channel } from '../../src/artifact/index.ts'
import { parseSha256, type Sha256 } from '../../src/encoding/index.ts'
import {
  parsePolicy,
  type Policy,
  type PolicyProblem,
  type PolicyQuestion,
  type PresetName,
} from '../../src/policy/index.ts'
import { parseProjectName, parseVersion } from '../../src/python/index.ts'
import type {
  AttestationFact,
  Fact,
  ProjectStatus,
  ProvenanceState,
  Publisher,
  PublisherFact,
  ReasonCode,
  RememberedPublisher,
  Run,
  SignatureFact,
} from '../../src/verdict/index.ts'

/** 2026-11-01, seconds. */
export const NOW = Date.parse('2026-11-01T12:00:00Z') / 1000
export const ROOT = join(import.meta.dirname, '..', '..')
export const KEYRINGS = ['acme-release', 'acme-rebuild', 'oss-rebuild'] as const

export function presets(name: PresetName): string {
  return readFileSync(join(ROOT, 'policies', `${name}.yaml`), 'utf8')
}

export function sha(letter: string): Sha256 {
  return known(parseSha256(letter.repeat(64)))
}

export function known<Value>(value: Value | null | undefined): NonNullable<Value> {
  if (value === null || value === undefined) throw new Error('a test value that does not parse')
  return value
}

/** The policy of a text, with the header put before it. */
export function policyOf(body: string): Policy {
  const result = parsePolicy(withHeader(body), { file: 'policy.yaml', presets, keyrings: KEYRINGS })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.policy
}

export function problemsOf(text: string, loadedVersion: number | null = null): readonly PolicyProblem[] {
  const result = parsePolicy(text, { file: 'policy.yaml', presets, keyrings: KEYRINGS, loadedVersion })
  return result.ok ? [] : result.problems
}

export const HEADER = 'apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: acme, version: 1 }\n'

/** Three lines come before the body. */
export function withHeader(body: string): string {
  return HEADER + body
}

export interface ArtifactChanges {
  readonly kind?: ArtifactKind
  readonly channel?: Channel
  readonly project?: string | null
  readonly location?: string
  readonly indexUrl?: string | null
  readonly insecure?: boolean
  readonly namedByUser?: boolean
}

export function artifactOf(changes: ArtifactChanges = {}): Artifact {
  const {
    kind = 'wheel',
    channel = 'index',
    project = 'flask',
    insecure = false,
    namedByUser = true,
  } = changes
  const { location = 'https://files.example/flask-3.1.2-py3-none-any.whl' } = changes
  const fromIndex = channel === 'index' || channel === 'cache' || changes.indexUrl !== undefined
  const url = changes.indexUrl === undefined ? 'https://packages.example/simple/' : changes.indexUrl
  const index = fromIndex && url !== null ? { url, insecure } : null
  const origin = { channel, location, namedByUser, index }
  if (kind === 'vcs' || kind === 'directory') {
    return { ...origin, kind, project: project === null ? null : parseProjectName(project), commit: null }
  }
  const filename = kind === 'wheel' ? 'flask-3.1.2-py3-none-any.whl' : 'flask-3.1.2.tar.gz'
  const name = known(parseProjectName(project ?? 'flask'))
  return {
    ...origin,
    kind,
    project: name,
    version: known(parseVersion('3.1.2')),
    filename,
    sha256: sha('a'),
    size: 1,
  }
}

export const RUN: Run = { id: '0123456789abcdef', context: 'workstation', startedAt: NOW, tainted: false }

export function question(facts: readonly Fact[], changes: ArtifactChanges = {}): PolicyQuestion {
  return { artifact: artifactOf(changes), facts, run: RUN, offer: 'none' }
}

const ORIGIN = { via: 'index', where: 'https://packages.example/x.provenance' } as const

export const PALLETS: Extract<Publisher, { kind: 'github' }> = {
  kind: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'https://github.com/pallets/flask/.github/workflows/publish.yaml@refs/tags/3.1.2',
  repository: 'pallets/flask',
  workflow: 'publish.yaml',
  ref: 'refs/tags/3.1.2',
  commit: null,
  trigger: null,
  environment: null,
  repositoryId: '1',
  ownerId: '2',
}

type Attested = Extract<AttestationFact, { result: 'ok' }>

export function attested(publisher: Publisher = PALLETS, changes: Partial<Attested> = {}): Attested {
  return {
    check: 'attestation',
    result: 'ok',
    predicate: 'publish',
    predicateType: 'https://docs.pypi.org/attestations/publish/v1',
    builder: null,
    publisher,
    trustRoot: 'sigstore-public',
    log: [{ log: 'sigstore-public', index: '7', integratedTime: NOW }],
    signedAt: NOW,
    origin: ORIGIN,
    ...changes,
  }
}

export function signed(owner: string, keyring: string, fingerprint = 'AB'.repeat(20)): SignatureFact {
  const at = { claimedAt: NOW, origin: ORIGIN }
  return {
    check: 'signature',
    result: 'ok',
    scheme: 'openpgp',
    fingerprint,
    signedBy: fingerprint,
    keyrings: [keyring],
    owner,
    ...at,
  }
}

type Check = Fact['check']
type Broken = 'missing' | 'unavailable' | 'invalid'

export function wanting(check: Check, result: Broken, code: ReasonCode, found = 'what is'): Fact {
  const base = { result, finding: { code, expected: 'what should be', found }, origin: null }
  switch (check) {
    case 'attestation':
      return { check, offer: null, ...base }
    case 'signature':
      return { check, fingerprint: null, ...base }
    case 'rebuild':
      return { check, ...base }
    case 'integrity':
    case 'derivation':
    case 'status':
    case 'yanked':
    case 'age':
    case 'provenance-state':
    case 'publisher':
    case 'hash':
      return { check, ...base }
    case 'lock':
    case 'revocations':
      return { check, ...base }
  }
}

const HOUR = 3600

export const agedOf = (hours: number): Fact => ({
  check: 'age',
  result: 'ok',
  publishedAt: Math.round(NOW - hours * HOUR),
  by: 'index',
})

type Related = Extract<PublisherFact, { result: 'ok' }>

/** A fact about a publisher, against that of flask 3.0.0. */
export function publisherFact(
  relation: Related['relation'],
  publisher: Publisher = PALLETS,
  changes: Partial<Related> = {},
): Related {
  const remembered: RememberedPublisher = {
    index: 'https://packages.example/simple/',
    project: known(parseProjectName('flask')),
    publisher: PALLETS,
    lines: ['3'],
    version: '3.0.0',
    firstSeenAt: NOW - 1000 * HOUR,
    by: 'first-use',
  }
  const base = { check: 'publisher', result: 'ok', relation, publisher } as const
  return { ...base, remembered: relation === 'first' ? null : remembered, ...changes }
}

export function stateOf(state: ProvenanceState, earlier = '3.1.1'): Fact {
  const before = { version: earlier, publisher: PALLETS }
  return { check: 'provenance-state', result: 'ok', state, line: '3', before, attestedFiles: 1, files: 2 }
}

export const statusOf = (status: ProjectStatus): Fact => ({
  check: 'status',
  result: 'ok',
  status,
  why: status === 'active' ? null : 'the keepers say so',
})

export const PINNED: Fact = { check: 'hash', result: 'ok', from: ['requirements'] }

const EVIL = { ...PALLETS, repository: 'evil/flask', repositoryId: '99' }

/** The names that situations.yaml uses. */
export const FACTS: Readonly<Record<string, Fact>> = {
  attested: attested(),
  'attested-slsa': attested(PALLETS, {
    predicate: 'slsa-provenance',
    predicateType: 'https://slsa.dev/provenance/v1',
    builder: null,
  }),
  'attested-other': attested(PALLETS, { predicate: 'other', predicateType: 'https://x.example/v1' }),
  unpublished: wanting('attestation', 'missing', 'TC2102', 'none published for this file'),
  'not-offered': wanting('attestation', 'missing', 'TC2101', 'the index offers no attestations'),
  'nothing-beside': wanting('attestation', 'missing', 'TC2102', 'none beside the file'),
  unfetchable: wanting('attestation', 'unavailable', 'TC2104', 'the index did not answer'),
  'attested-other-bytes': wanting('attestation', 'invalid', 'TC2111', 'one about other bytes'),
  'attestation-forged': wanting('attestation', 'invalid', 'TC2113', 'a signature that does not verify'),
  'digest-differs': wanting('integrity', 'invalid', 'TC1002', 'another digest'),
  'digest-unknown': wanting('integrity', 'unavailable', 'TC1006', 'a store that can not be read'),
  'signed-dana': signed('Dana <dana@acme.example>', 'acme-release'),
  'signature-bad': wanting('signature', 'invalid', 'TC3111', 'a signature over other bytes'),
  'unknown-key': wanting('signature', 'missing', 'TC3112', 'one by a key that nobody imported'),
  derived: { check: 'derivation', result: 'ok', from: 'c'.repeat(64), tainted: false },
  underived: wanting('derivation', 'missing', 'TC1012', 'no record of this wheel'),
  'attested-by-another': attested(EVIL),
  'publisher-changed': publisherFact('changed', EVIL),
  'publisher-same': publisherFact('same'),
  'publisher-renamed': publisherFact('renamed'),
  'publisher-first': publisherFact('first'),
  old: agedOf(30 * 24),
  'four-days-old': agedOf(4 * 24),
  young: agedOf(5),
  'age-unknown': wanting('age', 'missing', 'TC4016', 'the index says no upload time'),
  active: statusOf('active'),
  quarantined: statusOf('quarantined'),
  archived: statusOf('archived'),
  lost: stateOf('lost-provenance'),
  changed: stateOf('changed-provenance'),
  partial: stateOf('partial-provenance'),
  inconsistent: stateOf('inconsistent-provenance'),
  full: stateOf('full-provenance'),
  pinned: PINNED,
  yanked: { check: 'yanked', result: 'ok', yanked: true, why: 'broken' },
}
