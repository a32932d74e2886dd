import test from 'ava'
import fc from 'fast-check'
import {
  encodeMessage,
  MAX_CLAIMED_DIGESTS,
  MAX_EVIDENCE,
  MAX_MESSAGE_BYTES,
  MAX_MESSAGE_DEPTH,
  parseReply,
  parseRequest,
  ProtocolError,
  type ProtocolErrorCode,
  type Reply,
  type Request,
} from '../../src/protocol/index.ts'
import type { Evidence, Fact } from '../../src/verdict/index.ts'
import { sampleVerdict } from '../verdict/samples.ts'
import { artifactMessage, fileArtifact, RUN, tree } from './samples.ts'

function bytes(value: unknown): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
}

function codeOf(run: () => unknown): ProtocolErrorCode | null {
  try {
    run()
    return null
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

const evidence: Evidence = {
  kind: 'pep740-provenance',
  origin: { via: 'index', where: 'https://packages.example/x.provenance' },
  bytes: new Uint8Array([0, 255, 7]),
}

const listing: Request = {
  v: 1,
  id: 2,
  type: 'releases',
  run: RUN,
  index: { url: 'https://packages.example/simple/', insecure: false },
  project: fileArtifact().project,
  status: { status: 'archived', why: null },
  offersProvenance: true,
  frame: 0,
  frames: 1,
  files: [],
}

test('every request survives the wire', (t) => {
  const requests: Request[] = [
    { v: 1, id: 1, type: 'hello', client: { name: 'shim', version: '0.1.0', pid: 12 } },
    artifactMessage({ evidence: [evidence] }),
    artifactMessage({ artifact: tree() }),
    artifactMessage({ pinned: ['pylock'], precedent: { filename: 'x-1.whl', evidence: [evidence] } }),
    artifactMessage({
      locked: [
        [
          { kind: 'publisher', fields: { kind: 'GitHub' } },
          { kind: 'unreadable', why: 'x' },
        ],
      ],
    }),
    { ...listing, pinned: ['x-1.whl'] },
    listing,
    { v: 1, id: 3, type: 'why', ref: 'TC2103-7f3a', limit: 5 },
    { v: 1, id: 4, type: 'status' },
    { v: 1, id: 5, type: 'stop', drain: true },
  ]
  for (const request of requests) t.deepEqual(parseRequest(bytes(encodeMessage(request))), request)
})

const facts: Fact[] = [
  { check: 'integrity', result: 'ok', agreeing: ['index'] },
  {
    check: 'attestation',
    result: 'ok',
    predicate: 'publish',
    predicateType: 'https://docs.pypi.org/attestations/publish/v1',
    builder: null,
    publisher: {
      kind: 'github',
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'https://github.com/pypa/sampleproject/.github/workflows/release.yml@refs/heads/main',
      repository: 'pypa/sampleproject',
      workflow: 'release.yml',
      ref: 'refs/heads/main',
      commit: null,
      trigger: null,
      environment: null,
      repositoryId: null,
      ownerId: null,
    },
    trustRoot: 'sigstore-public',
    log: [{ log: 'sigstore-public', index: '12', integratedTime: 1 }],
    signedAt: 1,
    origin: evidence.origin,
  },
  {
    check: 'signature',
    result: 'invalid',
    fingerprint: null,
    finding: { code: 'TC3111', expected: 'a', found: 'b' },
    origin: null,
  },
  { check: 'derivation', result: 'ok', from: 'abc', tainted: true },
  { check: 'lock', result: 'ok', named: [[{ kind: 'publisher', fields: { kind: 'GitHub' } }]] },
]

test('every reply survives the wire', (t) => {
  const verdict = {
    decision: 'block',
    code: 'TC3111',
    ref: 'TC3111-0000',
    policy: { name: 'p', version: 1, digest: 'd', at: 'policy.yaml:3' },
    rule: 'integrity',
    exception: null,
    reasons: [
      { code: 'TC3111', subject: 'signature', expected: 'a', found: 'b', fix: ['c'], effect: 'block' },
    ],
    facts,
    fromCache: false,
  } as const
  const server = { version: '0.1.0', pid: 1, startedAt: 2 }
  const replies: Reply[] = [
    { v: 1, id: 1, type: 'hello', server, policy: { name: 'p', version: 1, digest: 'd' }, features: ['why'] },
    { v: 1, id: 2, type: 'verdict', verdict },
    { v: 1, id: 3, type: 'digests-wanted', wanted: [{ algorithm: 'sha512', suffix: '04ff' }] },
    {
      v: 1,
      id: 4,
      type: 'why',
      decisions: [{ at: 1, run: RUN, artifact: fileArtifact(), verdict, circumstances: null }],
    },
    {
      v: 1,
      id: 5,
      type: 'status',
      server,
      policy: { name: 'p', version: 1, digest: 'd', files: ['/p'], refused: null, layers: [] },
      bypass: null,
      counts: { facts: 1, decisions: 2, sessions: 3 },
      keyrings: [{ name: 'acme', keys: 2 }],
      sources: ['/srv'],
      trustRoots: [{ name: 'r', digest: 'd' }],
      notices: ['n'],
    },
    { v: 1, id: 6, type: 'stop' },
    { v: 1, id: 7, type: 'error', code: 'draining', message: 'm', hint: null },
  ]
  for (const reply of replies) t.deepEqual(parseReply(bytes(encodeMessage(reply))), reply)
})

test('a reason that was recorded without an effect of its own has the decision’s', (t) => {
  const reason = { code: 'TC2102', subject: 's', expected: 'e', found: 'f', fix: [] }
  const verdict = { ...sampleVerdict({ decision: 'warn', code: 'TC2102' }), reasons: [reason] }
  const reply = parseReply(bytes(JSON.stringify({ v: 1, id: 2, type: 'verdict', verdict })))
  t.deepEqual(reply.type === 'verdict' && reply.verdict.reasons, [{ ...reason, effect: 'warn' }])
})

test('a field too many, too few or of another form is refused', (t) => {
  const good = JSON.parse(encodeMessage(artifactMessage({ evidence: [evidence] })))
  const bad: unknown[] = [
    { ...good, extra: 1 },
    { ...good, artifact: { ...good.artifact, extra: 1 } },
    { ...good, offer: undefined },
    { ...good, offer: 'perhaps' },
    { ...good, id: -1 },
    { ...good, id: 1.5 },
    { ...good, run: { ...good.run, id: 'XYZ' } },
    { ...good, artifact: { ...good.artifact, sha256: 'A'.repeat(64) } },
    { ...good, artifact: { ...good.artifact, project: 'Sample_Project' } },
    { ...good, artifact: { ...good.artifact, version: 'v4.0' } },
    { ...good, artifact: { ...good.artifact, filename: '../x.whl' } },
    { ...good, artifact: { ...good.artifact, filename: '..' } },
    { ...good, artifact: { ...good.artifact, filename: 'a\u0000.whl' } },
    { ...good, evidence: [{ ...good.evidence[0], bytes: 'AB=' }] },
    { ...good, suffixed: [{ algorithm: 'sha256', suffix: 'F', digest: '00' }] },
  ]
  t.is(
    codeOf(() => parseRequest(bytes(good))),
    null,
  )
  for (const each of bad)
    t.is(
      codeOf(() => parseRequest(bytes(each))),
      'malformed',
      JSON.stringify(each),
    )
})

test('lists are bounded', (t) => {
  t.is(
    codeOf(() => parseRequest(bytes(encodeMessage(many(MAX_EVIDENCE))))),
    null,
  )
  t.is(
    codeOf(() => parseRequest(bytes(encodeMessage(many(MAX_EVIDENCE + 1))))),
    'malformed',
  )
  const claim = { by: 'index', sha256: fileArtifact().sha256 } as const
  const claimed = Array.from({ length: MAX_CLAIMED_DIGESTS + 1 }, () => claim)
  t.is(
    codeOf(() => parseRequest(bytes(encodeMessage(artifactMessage({ claimed }))))),
    'malformed',
  )
})

test('size and depth have limits, on both sides of them', (t) => {
  const status = '{"v":1,"id":4,"type":"status"'
  const padded = (size: number): string => `${status}${' '.repeat(size - status.length - 1)}}`
  t.is(
    codeOf(() => parseRequest(bytes(padded(MAX_MESSAGE_BYTES)))),
    null,
  )
  t.is(
    codeOf(() => parseRequest(bytes(padded(MAX_MESSAGE_BYTES + 1)))),
    'too-large',
  )
  t.is(
    codeOf(() => parseRequest(bytes(nested(MAX_MESSAGE_DEPTH)))),
    'malformed',
  )
  t.is(
    codeOf(() => parseRequest(bytes(nested(MAX_MESSAGE_DEPTH + 1)))),
    'too-deep',
  )
  const large = artifactMessage({ evidence: [{ ...evidence, bytes: new Uint8Array(MAX_MESSAGE_BYTES) }] })
  t.is(
    codeOf(() => encodeMessage(large)),
    'too-large',
  )
})

test('another version and another type are told apart from broken messages', (t) => {
  t.is(
    codeOf(() => parseRequest(bytes({ v: 2, id: 1, type: 'hello' }))),
    'unsupported-version',
  )
  t.is(
    codeOf(() => parseRequest(bytes({ v: 1, id: 1, type: 'weather' }))),
    'unknown-type',
  )
  t.is(
    codeOf(() => parseRequest(bytes({ v: 1, id: 1, type: 'verdict' }))),
    'unknown-type',
  )
  t.is(
    codeOf(() => parseRequest(bytes('[]'))),
    'malformed',
  )
  t.is(
    codeOf(() => parseRequest(bytes('{"v":1,"v":1,"id":1,"type":"status"}'))),
    'malformed',
  )
  t.is(
    codeOf(() => parseRequest(new Uint8Array([0xff, 0xfe]))),
    'malformed',
  )
})

test('an error names the question where that can be read', (t) => {
  const error = t.throws(() => parseRequest(bytes({ v: 1, id: 42, type: 'status', x: 1 })), {
    instanceOf: ProtocolError,
  })
  t.is(error.id, 42)
  t.is(t.throws(() => parseRequest(bytes('{')), { instanceOf: ProtocolError }).id, 0)
})

test('no bytes make anything but a message or a ProtocolError', (t) => {
  const json = fc.json().map((text) => Buffer.from(text))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), json), (input) => {
      codeOf(() => parseRequest(input))
      codeOf(() => parseReply(input))
    }),
  )
  t.pass()
})

function many(count: number): Request {
  return artifactMessage({ evidence: Array.from({ length: count }, () => evidence) })
}

function nested(depth: number): string {
  return `{"v":1,"id":4,"type":"status","x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
}
