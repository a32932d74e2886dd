import { parseSha256, type Sha256 } from '../src/encoding/index.ts'
import type { PolicyQuestion } from '../src/policy/index.ts'
import { parseProjectName, parseVersion } from '../src/python/index.ts'
import type { Fact, Publisher } from '../src/verdict/index.ts'

/** A policy of that many rules, most of them about projects by name or prefix, of which only the last is about everything. */
export function bigPolicy(rules: number, exceptions: number): string {
  const own = Array.from({ length: rules - 1 }, (_, at) => `  - ${asWritten(ruleOf(at))}`)
  const excused = Array.from({ length: exceptions }, (_, at) => `  - ${asWritten(exceptionOf(at))}`)
  return [
    'apiVersion: trustctl/v1',
    'kind: Policy',
    'metadata: { name: big, version: 1 }',
    'indexes: { default: { from: pip }, acme: { url: "https://acme.example/simple/", private: true } }',
    'identities:',
    '  site: { kind: github, repository: acme/*, workflow: release.yml }',
    '  team: { kind: keyring, keyring: team, atLeast: 2 }',
    'requirements:',
    '  attested: { all: [ { attestation: { predicate: [publish], by: [tofu-pin, site] } }, { transparency: { logs: [sigstore-public] } } ] }',
    '  signed: { any: [ { signature: { by: [team] } }, { hash: { from: [pylock] } } ] }',
    '  cooled: { age: { min: 72h } }',
    'floor: [ { status: { deny: [quarantined] } }, { provenanceState: { deny: [lost-provenance] } } ]',
    'rules:',
    ...own,
    '  - { id: rest, match: { project: ["*"] }, require: [attested, cooled], onMissing: warn }',
    exceptions === 0 ? 'exceptions: []' : 'exceptions:',
    ...excused,
    '',
  ].join('\n')
}

/** As a person writes it: quotes only where they are needed. */
function asWritten(entry: object): string {
  return JSON.stringify(entry)
    .replaceAll(/"([A-Za-z][\w-]*)"/g, '$1')
    .replaceAll(/([:,])(?=\S)/g, '$1 ')
}

function ruleOf(at: number): object {
  const id = `r${at}`
  if (at % 5 === 0) return { id, match: { project: [`acme-${at}-*`], indexNot: ['acme'] }, deny: 'ours' }
  if (at % 5 === 1)
    return { id, match: { project: [`*-plugin-${at}`], kind: ['sdist'] }, require: ['signed'] }
  if (at % 5 === 2)
    return { id, match: { project: [`team${at}`, `team-${at}-*`], context: ['ci'] }, require: ['attested'] }
  return { id, match: { project: [`lib-${at}`, `lib-${at}-*-extra`] }, require: ['attested', 'signed'] }
}

function exceptionOf(at: number): object {
  return {
    id: `ex-${at}`,
    match: { project: ['*'], sha256: [String(at).padStart(64, '0')] },
    waive: ['attestation'],
    owner: 'dana',
    reason: 'reviewed',
    created: '2026-10-01',
    expires: '2026-12-01',
  }
}

const NOW = Date.parse('2026-11-01T00:00:00Z') / 1000
const DAY = 86_400

const PUBLISHER: Publisher = {
  kind: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'https://github.com/acme/site/.github/workflows/release.yml@refs/tags/v1',
  repository: 'acme/site',
  workflow: 'release.yml',
  ref: 'refs/tags/v1',
  commit: null,
  trigger: null,
  environment: null,
  repositoryId: '1',
  ownerId: '2',
}

const ATTESTED: Fact = {
  check: 'attestation',
  result: 'ok',
  predicate: 'publish',
  predicateType: 'https://docs.pypi.org/attestations/publish/v1',
  builder: null,
  publisher: PUBLISHER,
  trustRoot: 'sigstore-public',
  log: [{ log: 'sigstore-public', index: '7', integratedTime: NOW }],
  signedAt: NOW,
  origin: { via: 'index', where: 'https://packages.example/x.provenance' },
}

function questionOf(facts: readonly Fact[]): PolicyQuestion {
  const filename = 'flask-3.1.2-py3-none-any.whl'
  return {
    artifact: {
      kind: 'wheel',
      channel: 'index',
      index: { url: 'https://packages.example/simple/', insecure: false },
      location: `https://files.example/${filename}`,
      namedByUser: true,
      project: known(parseProjectName('flask')),
      version: known(parseVersion('3.1.2')),
      filename,
      sha256: known<Sha256>(parseSha256('a'.repeat(64))),
      size: 1,
    },
    facts,
    run: { id: '0'.repeat(16), context: 'ci', startedAt: NOW, tainted: false },
    offer: 'none',
    seenOn: ['https://packages.example/simple/'],
  }
}

function known<Value>(value: Value | null): Value {
  if (value === null) throw new Error('a value of the bench that does not parse')
  return value
}

const age = (days: number): Fact => ({
  check: 'age',
  result: 'ok',
  publishedAt: NOW - days * DAY,
  by: 'index',
})

/** Each of them is decided by the last rule. */
export const QUESTIONS = {
  allowed: { question: questionOf([ATTESTED, age(30)]), now: NOW },
  warned: { question: questionOf([age(30)]), now: NOW },
  refused: { question: questionOf([age(1)]), now: NOW },
} as const
