import test from 'ava'
import type { RememberedPublisher } from '../../src/verdict/index.ts'
import { decided } from '../exceptions/decided.ts'
import { attested, known, NOW, PALLETS, policyOf, publisherFact } from '../policy/world.ts'
import { fakeDaemon } from './fake-daemon.ts'
import { scratch } from './trustctl.ts'

const POLICY = policyOf('extends: [preset:balanced]\n')
const MOVED = { ...PALLETS, repository: 'pallets-eco/flask', repositoryId: '99' }
const changed = decided(POLICY, {
  facts: ['old'],
  more: [attested(MOVED), publisherFact('changed', MOVED)],
})
const REMEMBERED: RememberedPublisher = known(publisherFact('changed').remembered)
const INDEX = 'https://packages.example/simple/'

test('show tells all, or those of a project, in full', async (t) => {
  const { cli, json, call } = await scratch(t)
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, { publishers: [REMEMBERED] })
  t.like(await json('trust', 'show'), {
    code: 0,
    value: { publishers: [{ project: 'flask', lines: ['3'] }] },
  })
  t.like(asked.at(-1), { type: 'publishers', project: null })
  const { out } = await call('trust', 'show', 'Flask')
  t.regex(out, /publisher +GitHub pallets\/flask/)
  t.regex(out, /repository id +1/)
  t.like(await json('trust', 'show', 'click'), { code: 0, value: { publishers: [] } })
  t.is((await call('trust', 'show', 'a b')).code, 2)
})

test('accept takes the publisher that was refused, for its index and release line, by a person', async (t) => {
  const { cli, json } = await scratch(t, { now: () => NOW })
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, {
    decisions: [decided(POLICY, { project: 'click' }), decided(POLICY, { facts: ['attested'] }), changed],
  })
  t.like(await json('trust', 'accept', 'flask', '--yes'), {
    code: 0,
    value: { accepted: true, relation: 'changed', before: { repository: 'pallets/flask' } },
  })
  t.like(asked.at(-1), {
    type: 'publisher-change',
    actor: 'tester',
    action: 'accept',
    remembered: {
      index: INDEX,
      project: 'flask',
      lines: ['3'],
      version: '3.1.2',
      firstSeenAt: NOW,
      by: 'person',
      publisher: { repository: 'pallets-eco/flask', repositoryId: '99' },
    },
  })
})

test('--index and --version choose; what is not there is 3', async (t) => {
  const { cli, json } = await scratch(t)
  const older = decided(POLICY, {
    version: '3.0.9',
    facts: ['old'],
    more: [attested(MOVED), publisherFact('changed', MOVED)],
  })
  await fakeDaemon(t, cli.paths.daemonSocket, { decisions: [changed, older] })
  const accept = (...args: readonly string[]) => json('trust', 'accept', 'flask', '--yes', ...args)
  t.like(await accept('--version', '3.0.9'), { value: { remembered: { version: '3.0.9' } } })
  t.like(await accept('--index', INDEX), { value: { remembered: { version: '3.1.2' } } })
  for (const args of [
    ['--version', '1.0'],
    ['--index', 'https://other.example/simple/'],
  ])
    t.like(await accept(...args), { code: 3, value: { error: { code: 'nothing' } } })
  t.like(await accept('--version', 'x.y'), { code: 2 })
})

test('a publisher of bytes that are not what they should be can’t be accepted, nor one that passed', async (t) => {
  const { cli, json } = await scratch(t)
  const broken = decided(POLICY, {
    facts: ['digest-differs', 'old'],
    more: [attested(MOVED), publisherFact('changed', MOVED)],
  })
  const passed = decided(POLICY, { facts: ['attested', 'publisher-first', 'old'] })
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, { decisions: [broken, passed] })
  t.like(await json('trust', 'accept', 'flask', '--yes'), { code: 3 })
  t.false(asked.some(({ type }) => type === 'publisher-change'))
})

test('a person is asked, and anything but a yes changes nothing; without a terminal --yes is needed', async (t) => {
  const plan = { decisions: [changed], publishers: [REMEMBERED] }
  const without = await scratch(t)
  await fakeDaemon(t, without.cli.paths.daemonSocket, plan)
  for (const verb of ['accept', 'forget'])
    t.like(await without.json('trust', verb, 'flask'), { code: 2, value: { error: { code: 'usage' } } })
  for (const [answer, changes] of [
    ['y', 1],
    ['yes', 1],
    ['', 0],
    ['n', 0],
    ['yesterday', 0],
    [null, 0],
  ] as const) {
    const questions: string[] = []
    const own = await scratch(t, {
      terminal: {
        ask: (question) => {
          questions.push(question)
          return Promise.resolve(answer)
        },
        askSecret: () => Promise.reject(new Error('no passphrase is asked')),
        run: () => Promise.reject(new Error('no program is run')),
      },
    })
    const asked = await fakeDaemon(t, own.cli.paths.daemonSocket, plan)
    const { code, out } = await own.call('trust', 'accept', 'flask')
    t.is(code, 0)
    t.regex(out, /GitHub pallets\/flask[\s\S]*GitHub pallets-eco\/flask/)
    t.is((await own.call('trust', 'forget', 'flask')).code, 0)
    t.is(questions.length, 2)
    t.is(asked.filter(({ type }) => type === 'publisher-change').length, 2 * changes, String(answer))
  }
})

test('forget is told of each that is meant; of nobody it is 3', async (t) => {
  const { cli, json } = await scratch(t)
  const elsewhere = { ...REMEMBERED, index: 'https://other.example/simple/' }
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, { publishers: [REMEMBERED, elsewhere] })
  t.like(await json('trust', 'forget', 'flask', '--index', elsewhere.index, '--yes'), {
    code: 0,
    value: { forgotten: [{ index: elsewhere.index }] },
  })
  t.like(await json('trust', 'forget', 'flask', '--yes'), {
    value: { forgotten: [{ index: INDEX }, { index: elsewhere.index }] },
  })
  t.is(
    asked.filter((request) => request.type === 'publisher-change' && request.action === 'forget').length,
    3,
  )
  t.like(await json('trust', 'forget', 'click', '--yes'), { code: 3 })
})
