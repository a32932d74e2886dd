import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { decided } from '../exceptions/decided.ts'
import { policyOf } from '../policy/world.ts'
import { BODY, HEADER, opened, refused } from './excepted.ts'

test('a request is kept, shown and recorded, and changes nothing', async (t) => {
  const own = await opened(t, [refused(), refused({ kind: 'sdist' }), refused({ project: 'click' })])
  t.like(await own.json('exception', 'request', 'flask==3.1.2', '--reason', 'reviewed'), {
    code: 0,
    value: {
      request: { id: 'EX-1', about: 'flask==3.1.2', waive: ['attestation'], owner: 'tester', days: 30 },
      decision: 'allow',
      approved: null,
      beyond: [],
    },
  })
  t.is(await own.policy(), HEADER + BODY)
  t.is((await stat(join(own.cli.paths.exceptionsDir, 'EX-1.json'))).mode & 0o777, 0o600)
  t.like(own.events().at(-1), { type: 'exception', action: 'requested', id: 'EX-1', reason: 'reviewed' })
  t.like(await own.json('exception', 'list'), {
    value: {
      pending: [
        {
          id: 'EX-1',
          files: [{ filename: 'flask-3.1.2-py3-none-any.whl' }, { filename: 'flask-3.1.2.tar.gz' }],
        },
      ],
    },
  })
})

test('by reference it is about that one file', async (t) => {
  const one = refused({ kind: 'sdist' })
  const own = await opened(t, [refused(), one], { planted: { why: [one] } })
  const { value } = await own.json('exception', 'request', 'TC2102-7f3a', '--reason', 'why')
  t.like(value, { request: { files: [{ filename: 'flask-3.1.2.tar.gz', ref: 'TC2102-7f3a' }] } })
  t.like(
    own.asked.find(({ type }) => type === 'why'),
    { ref: 'TC2102-7f3a' },
  )
})

test('a project is asked for by its name, over as many pages as it takes', async (t) => {
  const others = Array.from({ length: 7 }, (_, nth) => refused({ project: 'click', version: `8.${nth}` }))
  const own = await opened(t, [...others, refused()])
  t.like(await own.json('exception', 'request', 'flask', '--reason', 'why'), {
    value: { request: { about: 'flask==3.1.2' } },
  })
})

for (const [what, facts, code] of [
  ['integrity', ['digest-differs'], 21],
  ['a forged attestation', ['attestation-forged'], 21],
  ['both', ['digest-differs', 'unpublished'], 21],
] as const) {
  test(`no exception helps ${what}: told plainly, and nothing is kept`, async (t) => {
    const own = await opened(t, [refused({ facts })])
    const found = await own.json('exception', 'request', 'flask', '--reason', 'please')
    t.like(found, { code, value: { request: null, beyond: [{ decision: 'block', rule: 'integrity' }] } })
    t.like(await own.json('exception', 'list'), { value: { pending: [], exceptions: [] } })
    t.is(
      (await own.call('exception', 'request', 'flask', '--reason', 'please', '--waive', 'attestation')).code,
      code,
    )
    t.is(await own.policy(), HEADER + BODY)
  })
}

test('no exception helps against the floor', async (t) => {
  const floor = `${BODY}floor: [{ id: quarantined, status: { deny: [quarantined] } }]\n`
  const own = await opened(t, [decided(policyOf(floor), { facts: ['unpublished', 'quarantined'] })], {
    text: HEADER + floor,
  })
  t.like(await own.json('exception', 'request', 'flask', '--reason', 'please'), {
    code: 20,
    value: { request: null, beyond: [{ code: 'TC4013' }] },
  })
})

test('of a release’s files those that an exception helps are asked for, and the others are told', async (t) => {
  const own = await opened(t, [refused(), refused({ kind: 'sdist', facts: ['digest-differs'] })])
  t.like(await own.json('exception', 'request', 'flask', '--reason', 'why'), {
    code: 0,
    value: {
      request: { files: [{ filename: 'flask-3.1.2-py3-none-any.whl' }] },
      beyond: [{ code: 'TC1002' }],
    },
  })
})

test('what can’t be waived, does not help, or is more than is needed', async (t) => {
  const own = await opened(t, [refused()])
  const ask = (...waive: readonly string[]) =>
    own.json(
      'exception',
      'request',
      'flask',
      '--reason',
      'why',
      ...waive.flatMap((each) => ['--waive', each]),
    )
  for (const bad of ['integrity', 'floor', 'provenance', 'rebuild', 'everything', ''])
    t.like(await ask(bad), { code: 2, value: { error: { code: 'usage' } } }, bad)
  t.like(await ask('age'), { code: 2, value: { error: { code: 'usage' } } })
  t.like(await ask('attestation', 'age'), {
    code: 0,
    value: { request: { waive: ['attestation', 'age'] }, enough: ['attestation'] },
  })
})

test('a term is bounded by the policy; without words it is that, or thirty days', async (t) => {
  const own = await opened(t, [refused()])
  t.like(await own.json('exception', 'request', 'flask', '--reason', 'why', '--for', '61d'), {
    code: 2,
    value: { error: { code: 'term' } },
  })
  t.like(await own.json('exception', 'request', 'flask', '--reason', 'why', '--for', '60d'), { code: 0 })
  const short = BODY.replace('60', '7')
  const other = await opened(t, [decided(policyOf(short))], { text: HEADER + short })
  t.like(await other.json('exception', 'request', 'flask', '--reason', 'why'), {
    value: { request: { days: 7 } },
  })
})

test('a reason is needed, in one line of words', async (t) => {
  const own = await opened(t, [refused()])
  for (const reason of [
    [],
    ['--reason', ''],
    ['--reason', ' '],
    ['--reason', 'a\nb'],
    ['--reason', 'x'.repeat(501)],
  ])
    t.like(await own.json('exception', 'request', 'flask', ...reason), {
      code: 2,
      value: { error: { code: 'usage' } },
    })
  t.is((await own.call('exception', 'request', 'flask', '--reason', 'x'.repeat(500))).code, 0)
})

test('what was not refused needs none: 3', async (t) => {
  const allowed = refused({ facts: ['attested'] })
  const own = await opened(t, [allowed])
  for (const target of ['flask', 'flask==3.1.2', 'django', 'TC2102-7f3a'])
    t.like(await own.json('exception', 'request', target, '--reason', 'why'), {
      code: 3,
      value: { error: { code: 'nothing' } },
    })
  t.is((await own.call('exception', 'request', 'a b', '--reason', 'why')).code, 2)
  const older = await opened(t, [{ ...refused(), circumstances: null }])
  t.is((await older.call('exception', 'request', 'flask', '--reason', 'why')).code, 3)
})

test('what was refused before a policy was asked is told as such', async (t) => {
  const own = await opened(t, [], { planted: { why: [] } })
  for (const ref of ['TC1001-7f3a', 'TC5001-7f3a']) {
    const { code, err } = await own.call('exception', 'request', ref, '--reason', 'why')
    t.is(code, 3)
    t.true(err.includes('no exception helps'))
  }
})

test('a person who gave no reason is asked for one, and may leave it', async (t) => {
  for (const [answer, code] of [
    ['reviewed', 0],
    ['', 2],
    [null, 2],
  ] as const) {
    const terminal = {
      ask: () => Promise.resolve(answer),
      askSecret: () => Promise.reject(new Error('no passphrase is asked')),
      run: () => Promise.reject(new Error('no program is run')),
    }
    const own = await opened(t, [refused()], { cli: { terminal } })
    const { value, code: found } = await own.json('exception', 'request', 'flask')
    t.is(found, code)
    if (code === 0) t.like(value, { request: { reason: 'reviewed' } })
  }
})
