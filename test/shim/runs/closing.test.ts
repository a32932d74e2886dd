import test from 'ava'
import { closingLines, newRun, type Outcome, reportOf } from '../../../shim/runs/index.ts'
import { readUpstreamSettings } from '../../../shim/pip-settings/index.ts'
import { parseSha256 } from '../../../src/encoding/index.ts'
import { parseProjectName, parseVersion } from '../../../src/python/index.ts'
import type { Decision, Fact } from '../../../src/verdict/index.ts'
import { opening } from '../guarded-world.ts'

const signature: Fact = {
  check: 'signature',
  result: 'ok',
  fingerprint: 'F',
  signedBy: 'F',
  keyrings: ['k'],
  owner: 'o',
  scheme: 'openpgp',
  claimedAt: 0,
  origin: { via: 'beside', where: 'w' },
}
const notOffered: Fact = {
  check: 'attestation',
  result: 'missing',
  offer: 'not-offered',
  finding: { code: 'TC2101', expected: 'e', found: 'f' },
  origin: null,
}

function judged(digit: string, decision: Decision, facts: readonly Fact[], fromCache = false): Outcome {
  const [project, version, sha256] = [parseProjectName('x'), parseVersion('1'), parseSha256(digit.repeat(64))]
  if (project === null || version === null || sha256 === null) throw new TypeError('not an artifact')
  const code = decision === 'block' ? 'TC2113' : 'TC0000'
  return {
    by: 'daemon',
    decision,
    artifact: {
      kind: 'wheel',
      channel: 'index',
      index: { url: 'https://i.example/simple/', insecure: false },
      location: 'https://f.example/x',
      namedByUser: true,
      project,
      version,
      filename: `x-1-${digit}.whl`,
      sha256,
      size: 1,
    },
    verdict: {
      decision,
      code,
      ref: `${code}-1`,
      policy: { name: 'p', version: 1, digest: 'd', at: null },
      rule: 'r',
      exception: null,
      reasons: [],
      facts,
      fromCache,
    },
  }
}

const VIEW = { colour: false, now: 2 }

const run = () => {
  const settings = readUpstreamSettings({ argv: [], env: {}, config: [], cwd: '/', builtInIndex: null })
  return newRun(opening({ env: { CI: 'true' } }), settings, {
    standing: false,
    pins: new Map(),
    locks: { namedFor: () => [] },
    requirements: [],
    now: 1_500,
    ended: new AbortController().signal,
  })
}

test('counts tell verified, warned, unsigned and refused apart', (t) => {
  const at = run()
  for (const outcome of [
    judged('1', 'allow', [signature], true),
    judged('2', 'allow', [notOffered]),
    judged('3', 'warn', [notOffered]),
    judged('4', 'block', []),
  ]) {
    at.ledger.record(outcome)
  }
  const report = reportOf(at, 0, null)
  t.deepEqual(report.counts, { artifacts: 4, verified: 1, warned: 1, unsigned: 1, refused: 1, fromCache: 1 })
  const lines = closingLines(at.ledger.outcomes(), report, VIEW)
  t.is(lines.filter((line) => line.includes('offers no attestations')).length, 1)
  t.true(lines.some((line) => line.includes('TC2113-1')))
  t.is(lines.at(-1), 'pip-trust: 4 artifacts: 1 verified, 1 warned, 1 unsigned, 1 refused (1 from cache)')
})

const PUBLISHER = {
  kind: 'github',
  issuer: 'i',
  subject: 's',
  repository: 'acme/new',
  workflow: 'w.yml',
  ref: null,
  commit: null,
  trigger: null,
  environment: null,
  repositoryId: '1',
  ownerId: '2',
} as const

test('what an index says of itself vouches for nothing', (t) => {
  const at = run()
  const facts: readonly Fact[] = [
    { check: 'status', result: 'ok', status: 'active', why: null },
    { check: 'yanked', result: 'ok', yanked: false, why: null },
    { check: 'age', result: 'ok', publishedAt: 0, by: 'index' },
    { check: 'hash', result: 'ok', from: ['requirements'] },
    { check: 'publisher', result: 'ok', relation: 'first', publisher: PUBLISHER, remembered: null },
  ]
  at.ledger.record(judged('1', 'allow', facts))
  t.like(reportOf(at, 0, null).counts, { verified: 0, unsigned: 1 })
})

test('a repository under another name is told in one line, however many files it attested', (t) => {
  const at = run()
  const project = parseProjectName('x')
  const version = '1'
  if (project === null) throw new TypeError('not a name')
  const before = { ...PUBLISHER, repository: 'acme/old' }
  const remembered = {
    index: 'i',
    project,
    publisher: before,
    lines: ['1'],
    version,
    firstSeenAt: 0,
    by: 'first-use' as const,
  }
  const fact = {
    check: 'publisher',
    result: 'ok',
    relation: 'renamed',
    publisher: PUBLISHER,
    remembered,
  } as const
  at.ledger.record(judged('1', 'allow', [fact]))
  at.ledger.record(judged('2', 'allow', [fact]))
  const lines = closingLines(at.ledger.outcomes(), reportOf(at, 0, null), VIEW)
  const told = lines.filter((line) => line.includes('acme/new'))
  t.is(told.length, 1)
  t.true(told[0]?.includes('acme/old'))
})

test('a run that touched nothing prints nothing', (t) => {
  const at = run()
  at.ledger.event({ type: 'text-file', code: null, detail: 'x' })
  t.deepEqual(closingLines([], reportOf(at, 0, null), VIEW), [])
})

test('hostile names cannot steer the terminal', (t) => {
  const at = run()
  const finding = { code: 'TC1001', expected: '\u001B]0;x\u0007', found: '\u202E' } as const
  at.ledger.record({
    by: 'interceptor',
    decision: 'block',
    name: 'a\u001B[2J\nb',
    sha256: null,
    channel: 'c',
    location: 'l\r',
    finding,
    hint: null,
  })
  at.ledger.event({ type: 'socket-refused', code: 'TC5005', detail: '\u001B[31mx' })
  for (const line of closingLines(at.ledger.outcomes(), reportOf(at, 0, null), VIEW))
    t.notRegex(line, /[\p{Cc}\p{Cf}]/u)
})

test('a run knows its context and has a secret of 256 bits', (t) => {
  const [first, second] = [run(), run()]
  t.deepEqual(first.asRun(), { id: first.id, context: 'ci', startedAt: 1, tainted: false })
  t.is(Buffer.from(first.token, 'base64url').length, 32)
  t.not(first.token, second.token)
  t.regex(first.id, /^[0-9a-f]{16}$/)
})
