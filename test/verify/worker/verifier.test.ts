import test from 'ava'
import { keyringOf, trustOf } from '../../../src/trust/index.ts'
import { Verifier, type EvidenceQuestion } from '../../../src/verify/index.ts'
import { artifactOf, codesOf, evidenceOf, NOW } from '../support.ts'
import { planted, TRUST, type PlantedThread } from './planted-threads.ts'

const LIMITS = {
  cpuMs: 1000,
  bytes: 1024 * 1024,
  ownBytes: 1024 * 1024,
  wallMs: 9000,
  lookMs: 100,
  patienceMs: 50,
  maxThreads: 2,
}
const MOST_BYTES = LIMITS.bytes + LIMITS.ownBytes

const question = (where: string): EvidenceQuestion => ({
  artifact: artifactOf('a-1.0.tar.gz', '0a'.repeat(32)),
  evidence: [evidenceOf('pep740-attestation', { where })],
  offer: 'offered',
  suffixed: [],
})

async function codesFrom(verifier: Verifier, asked: EvidenceQuestion): Promise<string> {
  const answer = await verifier.verify(asked, TRUST, NOW)
  return answer.kind === 'facts' ? codesOf(answer.facts, 'attestation').join() : answer.kind
}

test('a question may spend its CPU time, and no more: what was spent before is not its own, nor is the trust', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  const first = codesFrom(verifier, question('first'))
  await world.start(0, 300)
  await world.trust(0, 700)
  const [thread] = world.threads
  if (thread === undefined) throw new Error('no thread')
  thread.spent = { cpuMs: 700 + 999, bytes: MOST_BYTES }
  await world.pass(8_999)
  t.false(thread.ended)
  await world.answer(0, 1699)
  t.is(await first, 'TC2110')
  t.is(world.timers(), 0)

  const second = codesFrom(verifier, question('second'))
  thread.spent = { cpuMs: 1699 + 1000, bytes: 0 }
  await world.pass(LIMITS.lookMs)
  t.is(await second, 'TC2129')
  t.true(thread.ended)
})

test('one byte more than it may have ends it, and so does a time without an end', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  const large = codesFrom(verifier, question('large'))
  await world.start(0)
  await world.trust(0)
  const [first] = world.threads
  t.is(first?.maxBytes, MOST_BYTES)
  if (first !== undefined) first.spent = { cpuMs: 0, bytes: MOST_BYTES + 1 }
  await world.pass(LIMITS.lookMs)
  t.is(await large, 'TC2129')

  await world.start(1)
  const stuck = codesFrom(verifier, question('stuck'))
  await world.trust(1)
  await world.pass(LIMITS.wallMs)
  t.is(await stuck, 'TC2129')
})

test('another thread helps out where one is held up, and goes again', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  const slow = codesFrom(verifier, question('slow'))
  await world.start(0)
  await world.trust(0)
  const quick = codesFrom(verifier, question('quick'))
  t.is(world.threads.length, 1)
  await world.pass(LIMITS.patienceMs)
  t.is(world.threads.length, 2)
  await world.start(1)
  await world.trust(1)
  await world.answer(1, 5)
  t.is(await quick, 'TC2110')
  await world.answer(0, 5)
  t.is(await slow, 'TC2110')
  t.deepEqual(
    world.threads.map(({ ended }) => ended),
    [true, false],
  )
  t.is(world.timers(), 0)
})

test('there are never more threads than may be', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  const asked = ['a', 'b', 'c', 'd'].map((where) => codesFrom(verifier, question(where)))
  for (const at of [0, 1]) {
    await world.start(at)
    await world.trust(at)
    await world.pass(LIMITS.patienceMs * 9)
  }
  t.is(world.threads.length, LIMITS.maxThreads)
  for (const at of [0, 1, 0, 1]) await world.answer(at, 1)
  t.deepEqual(await Promise.all(asked), ['TC2110', 'TC2110', 'TC2110', 'TC2110'])
})

test('trust is told once, and again to a new thread', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  verifier.warm()
  await world.start(0)
  const first = codesFrom(verifier, question('a'))
  await world.settle()
  await world.trust(0)
  await world.answer(0, 1)
  await first
  const second = codesFrom(verifier, question('b'))
  await world.settle()
  await world.answer(0, 1)
  await second
  t.deepEqual(kindsTold(world.threads[0]), ['trust', 'question', 'question'])
  const third = codesFrom(verifier, question('c'))
  await world.settle()
  world.threads[0]?.events.onEnd('memory')
  t.is(await third, 'TC2129')
  await world.start(1)
  const fourth = codesFrom(verifier, question('d'))
  await world.settle()
  await world.trust(1)
  await world.answer(1, 1)
  t.is(await fourth, 'TC2110')
  t.deepEqual(kindsTold(world.threads[1]), ['trust', 'question'])
})

function kindsTold(thread: PlantedThread | undefined): readonly string[] | undefined {
  return thread?.told.map(({ kind }) => kind)
}

test('trust that no thread can take makes no evidence invalid', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  const asked = t.throwsAsync(codesFrom(verifier, question('a')), { code: 'not-started' })
  for (const at of [0, 1]) {
    await world.start(at)
    world.threads[at]?.events.onEnd('memory')
    await world.settle()
  }
  await asked
  t.is(world.threads.length, 2)
})

test('a thread has room for large trust, and one that has not is exchanged', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  const large = trustOf(
    [],
    [
      keyringOf('large', {
        keys: [
          {
            fingerprint: 'AB'.repeat(20),
            signers: ['AB'.repeat(20)],
            owner: '',
            userIds: [],
            armored: 'x'.repeat(1024 * 1024),
            expiresAt: null,
            revoked: false,
          },
        ],
      }),
    ],
  )
  verifier.warm()
  await world.start(0)
  const asked = verifier.verify(question('a'), large, NOW)
  await world.settle()
  t.true(world.threads[0]?.ended)
  t.true((world.threads[1]?.maxBytes ?? 0) > MOST_BYTES + 32 * 1024 * 1024)
  await world.start(1)
  await world.trust(1)
  await world.answer(1, 1)
  t.is((await asked).kind, 'facts')
})

test('a thread that never gets ready is one that does not start', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  const asked = t.throwsAsync(codesFrom(verifier, question('a')), { code: 'not-started' })
  await world.pass(LIMITS.wallMs * 2)
  await asked
  t.is(world.threads.length, 2)
})

test('without evidence there is nothing to be guarded against', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  t.is(await codesFrom(verifier, { ...question('none'), evidence: [] }), 'TC2104')
  t.is(world.threads.length, 0)
})

test('a question whose thread ended while another one had nothing to do goes to that one', async (t) => {
  const world = planted()
  const verifier = new Verifier(world.host, LIMITS)
  const lost = codesFrom(verifier, question('lost'))
  await world.start(0)
  await world.trust(0)
  const helped = codesFrom(verifier, question('helped'))
  await world.pass(LIMITS.patienceMs)
  await world.start(1)
  await world.trust(1)
  await world.answer(1, 10)
  await helped
  world.threads[0]?.events.onEnd('other')
  await world.settle()
  await world.answer(1, 20)
  t.is(await lost, await helped)
  t.is(world.threads.length, 2)
})
