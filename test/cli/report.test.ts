import { mkdir, writeFile } from 'node:fs/promises'
import test, { type ExecutionContext } from 'ava'
import * as v from 'valibot'
import { bar, share } from '../../src/cli/report/bar.ts'
import { spanText } from '../../src/cli/report/span-text.ts'
import type { DecisionRecord } from '../../src/protocol/index.ts'
import { addToJournal, journalFile } from '../../src/publish/journal/index.ts'
import { revocationText } from '../../src/trust/index.ts'
import { columnsOf } from '../../src/verdict/index.ts'
import { decided } from '../exceptions/decided.ts'
import { attested, known, NOW, policyOf } from '../policy/world.ts'
import { fakeDaemon, type Planted } from './fake-daemon.ts'
import { scratch, type Scratch } from './trustctl.ts'

const POLICY = policyOf('extends: [preset:balanced]\n')
const OPEN = policyOf('rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n')
const Impact = v.object({ artifacts: v.array(v.object({ project: v.string() })) })
const DAY = 86_400
const ago = (days: number, record: DecisionRecord): DecisionRecord => ({ ...record, at: NOW - days * DAY })

const DECISIONS = [
  ago(1, decided(POLICY, { facts: ['attested', 'publisher-same', 'old'] })),
  ago(2, decided(POLICY, { facts: ['unpublished', 'old'], project: 'click' })),
  ago(3, decided(POLICY, { facts: ['digest-differs', 'old'] })),
  ago(9, decided(POLICY, { facts: ['unpublished', 'old'], project: 'attrs' })),
]

async function reporting(t: ExecutionContext, planted: Planted, changes = {}): Promise<Scratch> {
  const own = await scratch(t, { now: () => NOW, ...changes })
  await fakeDaemon(t, own.cli.paths.daemonSocket, planted)
  return own
}

test('a report counts what was decided in the period, page by page', async (t) => {
  const { json } = await reporting(t, { decisions: DECISIONS })
  t.like(await json('report'), {
    code: 0,
    value: {
      period: { since: NOW - 30 * DAY, until: NOW, days: 30 },
      decisions: 4,
      evidence: { artifacts: 3 },
      refused: { decisions: 1, byCode: [{ code: 'TC1002', projects: ['flask'] }] },
      warned: { decisions: 2 },
      mends: { refused: 1, mended: 1, medianSeconds: 2 * DAY },
    },
  })
  t.like(await json('report', '--since', '7d'), { value: { decisions: 3, warned: { decisions: 1 } } })
  for (const since of ['7', '0d', '1h', 'x', '9999d', ''])
    t.like(await json('report', '--since', since), { code: 2, value: { error: { code: 'usage' } } }, since)
})

function keys(of: unknown): readonly string[] {
  return typeof of === 'object' && of !== null ? Object.keys(of) : []
}

test('an empty period says what to do, is 3, and has the same keys', async (t) => {
  const full = await reporting(t, { decisions: DECISIONS })
  const empty = await reporting(t, {})
  const { code, value } = await empty.json('report')
  t.is(code, 3)
  t.deepEqual(keys(value), keys((await full.json('report')).value))
  t.regex((await empty.call('report')).out, /trustctl status/)
})

test('a bypass is always shown: those of the period, and the one in force', async (t) => {
  const bypass = { reason: 'incident 77', by: 'dana', from: NOW - 60, until: NOW + 60 }
  const through = decided(policyOf('extends: [preset:balanced]\n'), {
    facts: ['attested-by-another', 'publisher-changed', 'old'],
    circumstances: { bypass },
  })
  const { call, json } = await reporting(t, {
    decisions: [through],
    history: [
      {
        id: 1,
        at: NOW - 60,
        actor: 'dana',
        event: { type: 'bypass', action: 'began', reason: 'incident 77', until: NOW + 60 },
      },
    ],
    status: { bypass },
  })
  t.like(await json('report'), {
    value: { bypassInForce: bypass, bypasses: [{ reason: 'incident 77', passed: [{ code: 'TC2204' }] }] },
  })
  const { out } = await call('report')
  t.regex(out, /^BYPASSED until /m)
  t.regex(out, /^bypasses: 1; 1 decision passed/m)
})

function exceptionText(id: string, expires: string): string {
  return `  - { id: ${id}, match: { project: [flask], sha256: ["${'a'.repeat(64)}"] }, waive: [age], owner: dana, reason: why, created: "2026-10-01", expires: "${expires}" }\n`
}

test('exceptions are told with their uses in the period, and the unused ones', async (t) => {
  const own = await reporting(t, {
    decisions: [{ ...known(DECISIONS[0]), verdict: { ...known(DECISIONS[0]).verdict, exception: 'EX-1' } }],
  })
  const { config, policyFile } = own.cli.paths
  await mkdir(config, { recursive: true, mode: 0o700 })
  await writeFile(
    policyFile,
    `apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 1 }\nexceptions:\n${exceptionText('EX-1', '2026-11-05')}${exceptionText('EX-2', '2026-12-05')}${exceptionText('EX-3', '2026-10-31')}`,
    { mode: 0o600 },
  )
  t.like(await own.json('report'), {
    value: { exceptions: { active: 2, expiring: 1, expired: 1, unused: 1 } },
  })
})

for (const width of [40, 60, 80, 140]) {
  test(`no line of a report is wider than ${width} columns, but for what is left whole`, async (t) => {
    const { call } = await reporting(t, { decisions: DECISIONS }, { width })
    const { out } = await call('report')
    for (const line of out.split('\n')) t.true(columnsOf(line) <= width || !line.trim().includes(' '), line)
  })
}

test('without colour there is none; with it there is', async (t) => {
  const escape = String.fromCharCode(27)
  const plain = await reporting(t, { decisions: DECISIONS })
  t.false((await plain.call('report')).out.includes(escape))
  const coloured = await reporting(t, { decisions: DECISIONS }, { colour: true })
  t.true((await coloured.call('report')).out.includes(escape))
})

test('impact finds what was let pass by project, release, digest, publisher, code and exception', async (t) => {
  const excepted = ago(4, decided(POLICY, { facts: ['attested'], project: 'legacy' }))
  const decisions = [...DECISIONS, { ...excepted, verdict: { ...excepted.verdict, exception: 'EX-14' } }]
  const { json } = await reporting(t, { decisions })
  const digest = 'sha256' in excepted.artifact ? excepted.artifact.sha256 : ''
  const found = async (what: string): Promise<readonly unknown[]> => {
    const { code, value } = await json('impact', what)
    const artifacts =
      typeof value === 'object' && value !== null && 'artifacts' in value ? value.artifacts : null
    t.is(code, Array.isArray(artifacts) && artifacts.length > 0 ? 0 : 3, what)
    return Array.isArray(artifacts) ? artifacts.map((each: { project: string }) => each.project) : []
  }
  t.deepEqual(await found('Flask'), ['flask'])
  t.deepEqual(await found('flask==3.1.2'), ['flask'])
  t.deepEqual(await found('flask==3.1.1'), [])
  t.deepEqual(await found(digest), ['legacy'])
  t.deepEqual(await found(`sha256:${digest}`), ['legacy'])
  t.deepEqual(await found('EX-14'), ['legacy'])
  t.deepEqual(await found('EX-15'), [])
  t.deepEqual(await found('pallets/flask'), ['flask', 'legacy'])
  t.deepEqual(await found('evil/flask'), [])
  t.deepEqual(await found('TC2102'), ['click', 'attrs'])
  t.deepEqual(await found('TC1002'), [])
  for (const bad of ['', 'a b', '==3', 'TC9999'])
    t.like(await json('impact', bad), { code: 2, value: { error: { code: 'usage' } } }, bad)
})

test('impact finds what a key signed that was let pass: by its fingerprint in full, in whatever case', async (t) => {
  const [dana, subkey, plain, stranger] = ['A'.repeat(40), 'B'.repeat(40), 'C'.repeat(64), 'D'.repeat(64)]
  const origin = { via: 'beside', where: 'x' } as const
  const by = {
    scheme: 'openpgp',
    fingerprint: dana,
    signedBy: subkey,
    keyrings: ['acme'],
    owner: 'Dana',
  } as const
  const signed = { check: 'signature', result: 'ok', claimedAt: null, origin, ...by } as const
  const publisher = { kind: 'key', issuer: '', subject: plain, fingerprint: plain.toLowerCase() } as const
  const byKey = attested({ ...publisher, keyrings: ['acme'], owner: 'Dana' })
  const bad = { check: 'signature', result: 'invalid', fingerprint: stranger, origin } as const
  const finding = { code: 'TC3111', expected: 'x', found: 'y' } as const
  const { json, cli } = await reporting(t, {
    decisions: [
      ...DECISIONS,
      ago(4, decided(OPEN, { facts: [], project: 'legacy', bytes: 'l', more: [signed] })),
      ago(4, decided(OPEN, { facts: [], project: 'modern', bytes: 'm', more: [byKey] })),
      ago(4, decided(OPEN, { facts: [], project: 'forged', bytes: 'f', more: [{ ...bad, finding }] })),
    ],
  })
  const found = async (what: string) => v.parse(Impact, (await json('impact', what)).value).artifacts
  for (const name of [dana, subkey, dana.toLowerCase()])
    t.like(await found(`key:${name}`), [{ project: 'legacy' }], name)
  t.like(await found(`key:${plain}`), [{ project: 'modern' }])
  t.deepEqual(await found(`key:${stranger}`), [], 'it was refused')
  for (const part of ['key:', `key:${dana.slice(0, 16)}`, `key:${dana}0`, `key:${'X'.repeat(40)}`])
    t.like(await json('impact', part), { code: 2, value: { error: { code: 'usage' } } }, part)

  t.is((await json('impact', 'key:revoked')).code, 3, 'nobody revoked anything')
  const said = { format: 1, fingerprint: dana, at: NOW, by: 'sam', kind: 'hard', reason: 'unknown' } as const
  const kept = { directory: 'acme', path: 'revocations/0001.json', text: revocationText(said) }
  await mkdir(cli.paths.state, { recursive: true, mode: 0o700 })
  await writeFile(cli.paths.revocationsFile, JSON.stringify({ v: 1, revocations: [kept] }), { mode: 0o600 })
  t.like(await found('key:revoked'), [{ project: 'legacy' }])
})

test('an artifact that passed often is told once, with its times', async (t) => {
  const { json, call } = await reporting(t, {
    decisions: [1, 2, 3].map((days) => ago(days, decided(POLICY, { facts: ['attested'] }))),
  })
  t.like(await json('impact', 'flask'), {
    value: { artifacts: [{ decisions: 3, firstAt: NOW - 3 * DAY, lastAt: NOW - DAY }] },
  })
  t.regex((await call('impact', 'flask')).out, /3 times/)
})

test('a bar shows what is there at all, and never more than there is', (t) => {
  t.is(bar(0, 10, 8), ' '.repeat(8))
  t.is(bar(10, 10, 8), '█'.repeat(8))
  t.is(bar(1, 1_000_000, 8).trim(), '▏')
  t.is(bar(5, 10, 8), `${'█'.repeat(4)}    `)
  t.is(bar(0, 0, 8), ' '.repeat(8))
  for (let part = 0; part <= 100; part += 1) t.is(columnsOf(bar(part, 100, 24)), 24)
})

test('a share never calls something nothing, nor nearly all all', (t) => {
  t.is(share(0, 10), '0 of 10 (0 %)')
  t.is(share(1, 1000), '1 of 1000 (<1 %)')
  t.is(share(999, 1000), '999 of 1000 (>99 %)')
  t.is(share(10, 10), '10 of 10 (100 %)')
  t.is(share(0, 0), '0 of 0')
  t.deepEqual([20, 89, 90, 3600, 5400, 86_400, 200_000].map(spanText), [
    '20 s',
    '89 s',
    '2 min',
    '60 min',
    '2 h',
    '24 h',
    '2 d',
  ])
})

test('what was built and released is counted too, and is enough for a report', async (t) => {
  const own = await reporting(t, {})
  const file = journalFile(own.cli.paths.state)
  const release = { kind: 'release', at: NOW - DAY, project: 'acme-pay', version: '1.0', code: null } as const
  await addToJournal(file, release)
  await addToJournal(file, { ...release, version: '1.1', code: 'TC2111' })
  t.like(await own.json('report'), {
    code: 0,
    value: { publisher: { verified: { number: 1, of: 2, refusals: [{ code: 'TC2111', number: 1 }] } } },
  })
  t.regex((await own.call('report')).out, /^ {2}verified +1 of 2 \(50 %\) releases$/m)
})

test('a journal that others may read is no figure: the report says so', async (t) => {
  const own = await reporting(t, { decisions: DECISIONS })
  await mkdir(own.cli.paths.state, { recursive: true, mode: 0o700 })
  await writeFile(journalFile(own.cli.paths.state), '', { mode: 0o644 })
  t.like(await own.json('report'), { code: 2, value: { error: { code: 'read' } } })
})
