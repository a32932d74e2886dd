import test from 'ava'
import { encodeMessage, parseReply, parseRequest, type Reply } from '../../src/protocol/index.ts'
import type { Fact } from '../../src/verdict/index.ts'
import { artifactMessage } from './samples.ts'

const origin = { via: 'folder', where: '/evidence/x' } as const
const key = { fingerprint: 'AB', keyrings: ['acme'], owner: 'Dana' } as const

const FACTS: readonly Fact[] = [
  {
    check: 'attestation',
    result: 'ok',
    predicate: 'publish',
    predicateType: 'https://docs.pypi.org/attestations/publish/v1',
    builder: null,
    publisher: { kind: 'key', issuer: '', subject: 'ab', ...key },
    trustRoot: 'keyring acme',
    log: [],
    signedAt: null,
    origin,
  },
  { check: 'signature', result: 'ok', scheme: 'minisign', signedBy: 'AB', claimedAt: null, ...key, origin },
  {
    check: 'signature',
    result: 'ok',
    scheme: 'jws',
    signedBy: 'AB',
    claimedAt: null,
    ...key,
    origin: { via: 'inside', where: 'x-1.dist-info/RECORD.jws' },
  },
  { check: 'rebuild', result: 'ok', grade: 'identical', builder: null, ...key, origin },
  { check: 'rebuild', result: 'missing', finding: { code: 'TC2514', expected: 'a', found: 'b' }, origin },
]

test('evidence by plain keys, and the digest that minisign wants, survive the wire', (t) => {
  const kinds = [
    'minisign-signature',
    'dsse-envelope',
    'rebuild-statement',
    'attached-cms',
    'attached-jws',
  ] as const
  const request = artifactMessage({
    evidence: kinds.map((kind) => ({ kind, origin, bytes: new Uint8Array([1]) })),
    suffixed: [{ algorithm: 'blake2b512', suffix: '', digest: '00' }],
  })
  t.deepEqual(parseRequest(Buffer.from(encodeMessage(request))), request)
  const wanted: Reply = {
    v: 1,
    id: 1,
    type: 'digests-wanted',
    wanted: [{ algorithm: 'blake2b512', suffix: '' }],
  }
  t.deepEqual(parseReply(Buffer.from(encodeMessage(wanted))), wanted)
})

const verdictOf = (facts: readonly unknown[]) => ({
  v: 1,
  id: 2,
  type: 'verdict',
  verdict: {
    decision: 'allow',
    code: 'TC0000',
    ref: 'TC0000-0000',
    policy: { name: 'p', version: 1, digest: 'd', at: null },
    rule: 'r',
    exception: null,
    reasons: [],
    facts,
    fromCache: false,
  },
})

test('what was found by them survives it as well', (t) => {
  const reply = verdictOf(FACTS)
  const parsed: unknown = parseReply(Buffer.from(JSON.stringify(reply)))
  t.deepEqual(parsed, reply)
})

test('a key of before keyrings were told is in none', (t) => {
  const [fact] = FACTS
  const old = { ...fact, publisher: { kind: 'key', issuer: '', subject: 'ab', fingerprint: 'ab' } }
  t.like(parseReply(Buffer.from(JSON.stringify(verdictOf([old])))), {
    verdict: { facts: [{ publisher: { keyrings: [], owner: '' } }] },
  })
})
