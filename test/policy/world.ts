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
  Publisher,
  ReasonCode,
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

export function known<Value>(value: Value | null): NonNullable<Value> {
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
    fingerprint,
    signedBy: fingerprint,
    keyrings: [keyring],
    owner,
    ...at,
  }
}

type Check = Fact['check']
type Broken = 'missing' | 'unavailable' | 'invalid'

export function wanting(check: Check, result: Broken, code: ReasonCode): Fact {
  const base = { result, finding: { code, expected: 'what should be', found: 'what is' }, origin: null }
  switch (check) {
    case 'attestation':
      return { check, offer: null, ...base }
    case 'signature':
      return { check, fingerprint: null, ...base }
    case 'integrity':
    case 'derivation':
    case 'status':
    case 'yanked':
    case 'age':
    case 'provenance-state':
    case 'publisher':
    case 'hash':
      return { check, ...base }
  }
}

/** The names that situations.yaml uses. */
export const FACTS: Readonly<Record<string, Fact>> = {
  attested: attested(),
  'attested-slsa': attested(PALLETS, {
    predicate: 'slsa-provenance',
    predicateType: 'https://slsa.dev/provenance/v1',
  }),
  'attested-other': attested(PALLETS, { predicate: 'other', predicateType: 'https://x.example/v1' }),
  unpublished: wanting('attestation', 'missing', 'TC2102'),
  'not-offered': wanting('attestation', 'missing', 'TC2101'),
  'nothing-beside': wanting('attestation', 'missing', 'TC2102'),
  unfetchable: wanting('attestation', 'unavailable', 'TC2104'),
  'attested-other-bytes': wanting('attestation', 'invalid', 'TC2111'),
  'attestation-forged': wanting('attestation', 'invalid', 'TC2113'),
  'digest-differs': wanting('integrity', 'invalid', 'TC1002'),
  'digest-unknown': wanting('integrity', 'unavailable', 'TC1006'),
  'signed-dana': signed('Dana <dana@acme.example>', 'acme-release'),
  'signature-bad': wanting('signature', 'invalid', 'TC3111'),
  'unknown-key': wanting('signature', 'missing', 'TC3112'),
  derived: { check: 'derivation', result: 'ok', from: 'c'.repeat(64), tainted: false },
  underived: wanting('derivation', 'missing', 'TC1012'),
}
