import { readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import { configuredPolicy } from '../../src/cli/configured.ts'
import { decided } from '../exceptions/decided.ts'
import { policyOf } from '../policy/world.ts'
import { BODY, HEADER, opened, POLICY, refused } from './excepted.ts'

test('approved, it is in the policy with every comment in its place, in force and in the history', async (t) => {
  const own = await opened(t, [refused()])
  await own.call('exception', 'request', 'flask', '--reason', 'reviewed', '--for', '10d')
  const { code, value } = await own.json('exception', 'approve', 'EX-1', '--owner', 'dana')
  t.is(code, 0)
  t.like(value, {
    approved: {
      entry: { id: 'EX-1', owner: 'dana', created: '2026-11-01', expires: '2026-11-11' },
      policy: { name: 'mine', version: 4 },
      daemon: { state: 'enforces' },
    },
  })
  const text = await own.policy()
  t.true(text.startsWith((HEADER + BODY).replace('version: 3', 'version: 4')))
  t.deepEqual(
    own.events().map((event) => ('action' in event ? event.action : 'how' in event ? event.how : null)),
    ['requested', 'exception', 'approved'],
  )
  t.like(await own.json('exception', 'list'), {
    value: { pending: [], exceptions: [{ id: 'EX-1', state: 'expiring', daysLeft: 10, use: { times: 0 } }] },
  })
  const found = await configuredPolicy(own.cli)
  t.is(found.ok && decided(found.policy).verdict.decision, 'allow')
  t.is(found.ok && decided(found.policy).verdict.exception, 'EX-1')
  t.is(found.ok && decided(found.policy, { bytes: 'other' }).verdict.decision, 'block')
})

test('--approve does both; without a policy file one is made that extends what held before', async (t) => {
  const own = await opened(
    t,
    [decided(POLICY, { facts: ['attested-by-another', 'publisher-changed', 'old'] })],
    {
      text: null,
    },
  )
  t.like(await own.json('exception', 'request', 'flask', '--reason', 'moved', '--approve'), {
    code: 3,
  })
  const blocked = policyOf('extends: [preset:balanced]\n')
  const other = await opened(
    t,
    [decided(blocked, { facts: ['attested-by-another', 'publisher-changed', 'old'] })],
    {
      text: null,
    },
  )
  t.like(await other.json('exception', 'request', 'flask', '--reason', 'moved', '--approve'), {
    code: 0,
    value: { request: { waive: ['publisher'] }, approved: { policy: { version: 1 } } },
  })
  t.regex(await other.policy(), /extends: \[preset:balanced\]/)
})

test('another layer’s refusal is asked for there, and not put into the own policy', async (t) => {
  const own = await opened(t, [refused()], {
    text: `${HEADER}rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n`,
  })
  await writeFile(own.cli.paths.teamPolicyFile, HEADER.replace('mine', 'team') + BODY, { mode: 0o600 })
  const before = await own.policy()
  t.like(await own.json('exception', 'request', 'flask', '--reason', 'why'), {
    code: 0,
    value: { request: { id: 'EX-1', policyFile: own.cli.paths.teamPolicyFile } },
  })
  const { code, err } = await own.call('exception', 'approve', 'EX-1')
  t.is(code, 2)
  t.true(err.includes('exceptions:') && err.includes('id: EX-1'))
  t.is(await own.policy(), before)
  t.is(await readFile(own.cli.paths.teamPolicyFile, 'utf8'), HEADER.replace('mine', 'team') + BODY)
})

test('a policy that shortened its bound since refuses what was asked for before', async (t) => {
  const own = await opened(t, [refused()])
  await own.call('exception', 'request', 'flask', '--reason', 'why', '--for', '60d')
  const text = HEADER + BODY.replace('60', '7')
  await writeFile(own.cli.paths.policyFile, text)
  t.is((await own.call('exception', 'approve', 'EX-1')).code, 2)
  t.is(await own.policy(), text)
  t.like(await own.json('exception', 'list'), { value: { pending: [{ id: 'EX-1' }] } })
})

test('a test of the policy that would fail keeps the exception out', async (t) => {
  const { artifact } = refused()
  const digest = 'sha256' in artifact ? artifact.sha256 : ''
  const tests = [
    'tests:',
    '  - name: never without',
    `    given: { project: flask, version: "3.1.2", kind: wheel, sha256: "${digest}", evidence: {}, at: "2026-11-02" }`,
    '    expect: { decision: block }',
    '',
  ].join('\n')
  const own = await opened(t, [refused()], { text: HEADER + BODY + tests })
  const { code } = await own.call('exception', 'request', 'flask', '--reason', 'why', '--approve')
  t.is(code, 2)
  t.is(await own.policy(), HEADER + BODY + tests)
})

test('renew gives new days to the same files; close takes it out; both are in the history', async (t) => {
  const own = await opened(t, [refused()])
  await own.call('exception', 'request', 'flask', '--reason', 'reviewed', '--for', '10d', '--approve')
  const before = await own.policy()
  t.like(await own.json('exception', 'renew', 'EX-1', '--for', '61d', '--reason', 'later'), { code: 2 })
  t.like(await own.json('exception', 'renew', 'EX-1', '--reason', ''), { code: 2 })
  t.like(await own.json('exception', 'renew', 'EX-1', '--for', '20d', '--reason', 'later'), {
    code: 0,
    value: { renewed: { expires: '2026-11-21' }, daemon: { state: 'enforces' } },
  })
  const [digest = ''] = /[0-9a-f]{64}/.exec(before) ?? []
  t.true((await own.policy()).includes(digest))
  t.like(await own.json('exception', 'close', 'EX-1'), { code: 0, value: { closed: { wasRequest: false } } })
  t.false((await own.policy()).includes(digest))
  t.deepEqual(
    own.events().flatMap((event) => ('action' in event ? [event.action] : [])),
    ['requested', 'approved', 'renewed', 'closed'],
  )
  t.like(await own.json('exception', 'request', 'flask', '--reason', 'again'), {
    value: { request: { id: 'EX-2' } },
  })
  t.like(await own.json('exception', 'close', 'EX-2'), { code: 0, value: { closed: { wasRequest: true } } })
  for (const verb of [
    ['close', 'EX-2'],
    ['approve', 'EX-1'],
    ['renew', 'EX-9', '--reason', 'why'],
  ])
    t.like(await own.json('exception', ...verb), { code: 2, value: { error: { code: 'id' } } })
})

test('list tells uses and what has ended; status warns of what ends soon', async (t) => {
  const text = `${HEADER}${BODY}exceptions:
  - { id: EX-7, match: { project: [flask], sha256: ["${'a'.repeat(64)}"] }, waive: [age], owner: dana, reason: why, created: "2026-10-01", expires: "2026-11-10" }
  - { id: EX-8, match: { project: [click], sha256: ["${'b'.repeat(64)}"] }, waive: [age], owner: dana, reason: why, created: "2026-10-01", expires: "2026-10-20" }
`
  const base = refused({ facts: ['attested'] })
  const used = { ...base, verdict: { ...base.verdict, exception: 'EX-7' } }
  const own = await opened(t, [used, base, used, used], { text })
  t.like(await own.json('exception', 'list'), {
    value: {
      exceptions: [
        { id: 'EX-7', state: 'expiring', use: { times: 3 }, unusedDays: null },
        { id: 'EX-8', state: 'expired', use: { times: 0 } },
      ],
    },
  })
  const { value } = await own.json('status')
  const notices = JSON.stringify(value)
  t.true(notices.includes('EX-7') && !notices.includes('EX-8'))
})
