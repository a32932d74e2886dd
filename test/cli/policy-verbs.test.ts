import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { attested } from '../policy/world.ts'
import { recordOf } from '../edit/records.ts'
import { fakeDaemon, type Planted } from './fake-daemon.ts'
import { scratch, type Scratch } from './trustctl.ts'

const OWN = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: mine, version: 3 }
requirements:
  q: { attestation: {} }
rules:
  - { id: rest, match: { project: ["*"] }, require: [q], onMissing: warn }
`
const HARDER = OWN.replace('onMissing: warn', 'onMissing: block')

async function withPolicy(t: ExecutionContext, text = OWN, planted?: Planted): Promise<Scratch> {
  const made = await scratch(t)
  const { config, policyFile, daemonSocket } = made.cli.paths
  await mkdir(config, { recursive: true, mode: 0o700 })
  await writeFile(policyFile, text, { mode: 0o600 })
  await writeFile(join(made.cli.cwd, 'harder.yaml'), HARDER)
  if (planted !== undefined) await fakeDaemon(t, daemonSocket, planted)
  return made
}

const AT = 1_790_000_000
const DECISIONS = [
  recordOf({ at: AT }),
  recordOf({ project: 'django', letter: 'b', at: AT, facts: [attested()] }),
]

test('try tells what would be decided otherwise, and installs nothing', async (t) => {
  const own = await withPolicy(t, OWN, { decisions: DECISIONS })
  t.like(await own.json('policy', 'try', 'harder.yaml', '--against', '7d'), {
    code: 0,
    value: {
      loosens: false,
      changes: [{ direction: 'tightens', where: 'rules rest' }],
      replay: {
        days: 7,
        decisions: 2,
        newlyBlocks: 1,
        newlyAllows: 0,
        changed: [
          { project: 'flask', before: { decision: 'warn' }, after: { decision: 'block', rule: 'rest' } },
        ],
      },
    },
  })
  const { out } = await own.call('policy', 'try', 'harder.yaml')
  t.true(out.includes('newly blocks 1, newly allows 0') && out.includes('flask'))
  t.like(await own.json('policy', 'history'), { value: { versions: [] } })
})

test('try without a daemon still compares, and of a broken file tells the problems', async (t) => {
  const own = await withPolicy(t)
  const { code, value } = await own.json('policy', 'try', 'preset:strict')
  t.is(code, 0)
  t.true(JSON.stringify(value).includes('"unavailable"'))
  await writeFile(join(own.cli.cwd, 'bad.yaml'), 'rulez: 1\n')
  t.like(await own.json('policy', 'try', 'bad.yaml'), { code: 2, value: { outcome: 'refused' } })
  t.is((await own.call('policy', 'try', 'nowhere.yaml')).code, 2)
})

test('diff, history and rollback over versions that were installed', async (t) => {
  const own = await withPolicy(t)
  t.like(await own.json('policy', 'diff'), { code: 2, value: { error: { code: 'version' } } })
  await own.call('policy', 'edit', '--set', 'rules.rest.onMissing=block')
  t.like(await own.json('policy', 'diff'), {
    code: 0,
    value: { changes: [{ direction: 'tightens', where: 'rules rest' }] },
  })
  t.like(await own.json('policy', 'diff', '4', '3'), {
    value: { changes: [{ direction: 'loosens', where: 'rules rest' }] },
  })
  t.like(await own.json('policy', 'diff', 'preset:balanced', 'harder.yaml'), {
    code: 0,
    value: { from: 'preset:balanced', to: 'harder.yaml' },
  })
  t.like(await own.json('policy', 'rollback'), { code: 2, value: { why: 'no-reason' } })
  t.like(await own.json('policy', 'rollback', '--reason', 'too hard'), {
    code: 0,
    value: { policy: { version: 5 }, before: { version: 4 } },
  })
  t.like(await own.json('policy', 'diff', '3'), { value: { changes: [] } })
  t.like(await own.json('policy', 'rollback', '5'), { code: 0, value: { outcome: 'unchanged' } })
  t.like(await own.json('policy', 'rollback', '99'), { code: 2, value: { error: { code: 'version' } } })
  t.like(await own.json('policy', 'history'), {
    value: { versions: [{ version: 5, current: true }, { version: 4 }, { version: 3 }], history: null },
  })
})

test('history shows what is about the policy', async (t) => {
  const edited = {
    type: 'policy-edited',
    file: '/p',
    how: 'set',
    before: null,
    after: 'a'.repeat(64),
    loosens: true,
    reason: 'trial',
  } as const
  const bypass = { type: 'bypass', action: 'began', reason: 'r', until: 1 } as const
  const history = [edited, bypass].map((event, id) => ({ id: id + 1, at: AT, actor: 'kim', event }))
  const own = await withPolicy(t, OWN, { history })
  t.like(await own.json('policy', 'history'), {
    value: { history: [{ actor: 'kim', event: { type: 'policy-edited' } }] },
  })
  const { out } = await own.call('policy', 'history')
  t.true(out.includes('kim') && out.includes('trial') && !out.includes('began'))
})

test('test runs the tests that a policy carries', async (t) => {
  const tests = `tests:
  - { name: bare, given: { project: x, version: "1" }, expect: { decision: warn, rule: rest } }
  - { name: wrong, given: { project: x, version: "1" }, expect: { decision: block } }
`
  const own = await withPolicy(t, OWN + tests)
  t.like(await own.json('policy', 'test'), {
    code: 2,
    value: {
      passed: 1,
      failed: 1,
      tests: [{ passed: true }, { passed: false, found: { decision: 'warn', rule: 'rest' } }],
    },
  })
  t.like(await own.json('policy', 'test', 'harder.yaml'), { code: 3, value: { error: { code: 'nothing' } } })
})

test('suggest writes rules from who was seen; where nobody was, it says so', async (t) => {
  const own = await withPolicy(t, OWN, { decisions: DECISIONS })
  t.like(await own.json('policy', 'suggest'), {
    code: 0,
    value: { identities: ['pallets-flask'], projects: ['django'] },
  })
  const bare = await withPolicy(t, OWN, { decisions: [recordOf({ at: AT })] })
  t.like(await bare.json('policy', 'suggest'), { code: 3, value: { error: { code: 'nothing' } } })
})

test('explain shows a decision under the policy of today', async (t) => {
  const own = await withPolicy(t, HARDER, { decisions: DECISIONS, why: DECISIONS.slice(0, 1) })
  for (const what of ['flask', 'flask==3.1.2', 'flask-3.1.2-py3-none-any.whl', 'TC0000-aaaa', 'TC0000']) {
    const { code, value } = await own.json('policy', 'explain', what)
    t.is(code, 0, what)
    t.like(
      value,
      {
        0: {
          recorded: { decision: 'allow' },
          explanation: { decision: 'block', subject: { project: 'flask' } },
        },
      },
      what,
    )
  }
  t.like(await own.json('policy', 'explain', 'numpy'), { code: 3, value: { error: { code: 'nothing' } } })
})

test('what was not kept whole is not explained as if it were', async (t) => {
  const own = await withPolicy(t, HARDER, { decisions: [recordOf({ at: AT, unknown: true })] })
  t.like(await own.json('policy', 'explain', 'flask'), { value: { 0: { explanation: null } } })
})

test('show --effective --origin says where each line is written, layer by layer', async (t) => {
  const own = await withPolicy(t, `${OWN}extends: [preset:balanced]\n`)
  await writeFile(join(own.cli.paths.config, 'team-policy.yaml'), HARDER, { mode: 0o600 })
  const { code, out } = await own.call('policy', 'show', '--effective', '--origin')
  t.is(code, 0)
  t.regex(out, /^policy\.yaml:7 +- id: rest$/m)
  t.regex(out, /^team-policy\.yaml:7 +- id: rest$/m)
  t.regex(out, /^preset:balanced:\d+ +- id: version-control$/m)
  t.like(await own.json('policy', 'show', '--effective'), {
    value: { name: 'mine', layers: [{ layer: 'team' }, { layer: 'user' }] },
  })
  t.is((await own.call('policy', 'show', '--origin')).code, 2)
})

test('a rollback goes beyond every version that is kept, whatever the file says now', async (t) => {
  const own = await withPolicy(t)
  await own.call('policy', 'edit', '--set', 'rules.rest.onMissing=block')
  await writeFile(own.cli.paths.policyFile, `${OWN.replace('version: 3', 'version: 1')}rulez: 1\n`)
  t.like(await own.json('policy', 'rollback', '4', '--reason', 'the file was broken'), {
    code: 0,
    value: { policy: { version: 5 } },
  })
})
