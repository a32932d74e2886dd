import test from 'ava'
import { daemonLink } from '../../../shim/gather/index.ts'
import { ClientError, type DaemonConnection, type Question } from '../../../src/client/index.ts'
import { connectFake, type FakeDaemon } from '../fake-daemon.ts'

const fake = (): FakeDaemon => ({
  asked: [],
  given: [],
  answer: () => ({ decision: 'allow' }),
  unreachable: false,
})
const QUESTION: Question = {
  run: { id: '0', context: 'ci', startedAt: 0, tainted: false },
  artifact: {
    kind: 'directory',
    channel: 'directory',
    project: null,
    commit: null,
    index: null,
    location: '/x',
    namedByUser: true,
  },
  claimed: [],
  offer: 'not-asked',
  evidence: [],
  derivedFrom: null,
  suffixed: [],
  pinned: [],
  precedent: null,
}
const closed = (): Promise<never> => Promise.reject(new ClientError('closed', { message: 'gone' }))

test('it connects at once and keeps one connection', async (t) => {
  const daemon = fake()
  let opened = 0
  const link = daemonLink(
    () => ((opened += 1), connectFake(daemon)),
    () => 0,
  )
  await Promise.all([link.ask(QUESTION, {}), link.ask(QUESTION, {})])
  t.is(opened, 1)
  t.is(link.policy()?.name, 'fake')
  await link.close()
})

test('a connection lost in mid-question is made anew once', async (t) => {
  const daemon = fake()
  const connections: DaemonConnection[] = []
  const link = daemonLink(
    async () => {
      const connection = await connectFake(daemon)
      connections.push(connections.length === 0 ? { ...connection, ask: closed } : connection)
      return connections.at(-1) ?? connection
    },
    () => 0,
  )
  t.is((await link.ask(QUESTION, {})).decision, 'allow')
  t.is(connections.length, 2)
  const lost = daemonLink(
    async () => ({ ...(await connectFake(daemon)), ask: closed }),
    () => 0,
  )
  await t.throwsAsync(lost.ask(QUESTION, {}), { code: 'closed' })
})

test('after a failed start questions fail at once, and a while later it is tried again', async (t) => {
  const daemon = { ...fake(), unreachable: true }
  let [opened, now] = [0, 0]
  const link = daemonLink(
    () => ((opened += 1), connectFake(daemon)),
    () => now,
  )
  await t.throwsAsync(link.ask(QUESTION, {}), { code: 'unreachable' })
  await t.throwsAsync(link.ask(QUESTION, {}), { code: 'unreachable' })
  t.is(opened, 1)
  now += 2_000
  daemon.unreachable = false
  t.is((await link.ask(QUESTION, {})).decision, 'allow')
  t.is(opened, 2)
})

test('a run that begins right after a failed start of the daemon makes it start again', async (t) => {
  const daemon = { ...fake(), unreachable: true }
  let opened = 0
  const link = daemonLink(
    () => ((opened += 1), connectFake(daemon)),
    () => 0,
  )
  await t.throwsAsync(link.ask(QUESTION, {}), { code: 'unreachable' })
  daemon.unreachable = false
  link.greet()
  t.is((await link.ask(QUESTION, {})).decision, 'allow')
  link.greet()
  t.is(opened, 2)
})
