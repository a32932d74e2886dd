import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { verifierThreads } from '../../../src/daemon/index.ts'
import { publicGoodRoot, trustOf } from '../../../src/trust/index.ts'
import {
  limits,
  Verifier,
  VerifierError,
  verifyEvidence,
  type EvidenceQuestion,
  type VerifierHost,
  type VerifierThread,
} from '../../../src/verify/index.ts'
import type { Fact } from '../../../src/verdict/index.ts'
import { SEED } from '../../conformance/vectors.ts'
import { artifactOf, codesOf, evidenceOf, NOW, sha256 } from '../../verify/support.ts'
import { LIB } from '../running-daemon.ts'

const SCRIPT = join(LIB, 'src/daemon/verifier/main.ts')
const HOSTILE = join(import.meta.dirname, 'hostile-thread.ts')
const VECTORS = join(LIB, 'test/vectors/pep740')
const WHEEL = 'sampleproject-4.0.0-py3-none-any.whl'
const { THREAD_LIMITS } = limits
const TRUST = trustOf([publicGoodRoot(readFileSync(SEED))], [])
const ATTESTATION = readFileSync(join(VECTORS, `${WHEEL}.publish.attestation`))

const GOOD: EvidenceQuestion = {
  artifact: artifactOf(WHEEL, sha256(readFileSync(join(VECTORS, WHEEL)))),
  evidence: [evidenceOf('pep740-attestation', ATTESTATION)],
  offer: 'offered',
  suffixed: [],
}

const hostile = (words: string): EvidenceQuestion => ({
  ...GOOD,
  evidence: [evidenceOf('pep740-attestation', Buffer.from(words))],
})

function verifierOf(t: ExecutionContext, host: VerifierHost): Verifier {
  const verifier = new Verifier(host, THREAD_LIMITS)
  t.teardown(() => verifier.close())
  return verifier
}

const factsFrom = async (verifier: Verifier, question: EvidenceQuestion, trust = TRUST) => {
  const answer = await verifier.verify(question, trust, NOW)
  if (answer.kind !== 'facts') throw new Error('facts were expected')
  return answer
}

const attestationCodes = (facts: readonly Fact[]): readonly string[] => codesOf(facts, 'attestation')

test.serial('a thread says the same as the verifier itself, and takes over other trust', async (t) => {
  const verifier = verifierOf(t, verifierThreads(SCRIPT))
  verifier.warm()
  t.deepEqual(await verifier.verify(GOOD, TRUST, NOW), await verifyEvidence(GOOD, TRUST, NOW))
  const { facts } = await factsFrom(verifier, GOOD, trustOf([], []))
  t.deepEqual(attestationCodes(facts), ['TC2114'])
  t.deepEqual(attestationCodes((await factsFrom(verifier, GOOD)).facts), ['ok'])
})

for (const words of ['spin', 'fill the heap', 'fill buffers', 'exit', 'crash']) {
  test.serial(
    `evidence that makes its thread ${words} is invalid, and costs nobody else a verdict`,
    async (t) => {
      const verifier = verifierOf(t, verifierThreads(HOSTILE))
      const bad = factsFrom(verifier, hostile(words))
      const good = await Promise.all(Array.from({ length: 8 }, () => factsFrom(verifier, GOOD)))
      for (const { facts } of good) t.deepEqual(attestationCodes(facts), ['ok'])
      const { facts, recheckAfter } = await bad
      t.like(
        facts.find(({ check }) => check === 'attestation'),
        { result: 'invalid', finding: { code: 'TC2129' } },
      )
      t.is(recheckAfter, NOW + limits.RECHECK_COSTLY_SECONDS)
      t.deepEqual(attestationCodes((await factsFrom(verifier, GOOD)).facts), ['ok'])
    },
  )
}

test.serial('a thread that is ended from outside loses no question', async (t) => {
  const threads: VerifierThread[] = []
  const real = verifierThreads(SCRIPT)
  const host: VerifierHost = {
    ...real,
    start: (events, maxBytes) => {
      const thread = real.start(events, maxBytes)
      const isFirst = threads.length === 0
      threads.push(thread)
      return {
        ...thread,
        tell: (message) => {
          thread.tell(message)
          if (isFirst && message.kind === 'question') thread.end()
        },
      }
    },
  }
  const verifier = verifierOf(t, host)
  const all = await Promise.all(Array.from({ length: 5 }, () => factsFrom(verifier, GOOD)))
  for (const { facts } of all) t.deepEqual(attestationCodes(facts), ['ok'])
  t.true(threads.length >= 2)
})

test.serial('two hundred questions at once are all answered, those of a hostile one too', async (t) => {
  const verifier = verifierOf(t, verifierThreads(HOSTILE))
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, at) => factsFrom(verifier, at % 50 === 7 ? hostile('exit') : GOOD)),
  )
  t.deepEqual(
    answers.map(({ facts }) => attestationCodes(facts).join()),
    Array.from({ length: 200 }, (_, at) => (at % 50 === 7 ? 'TC2129' : 'ok')),
  )
})

test.serial('as many attestations as are looked at cost less than one file may', async (t) => {
  const verifier = verifierOf(t, verifierThreads(SCRIPT))
  const one: unknown = JSON.parse(ATTESTATION.toString())
  const publisher = { kind: 'GitHub', repository: 'pypa/sampleproject', workflow: 'release.yml' }
  const attestations = Array.from({ length: limits.MAX_ATTESTATIONS }, () => one)
  const content = { version: 1, attestation_bundles: [{ publisher, attestations }] }
  const { facts } = await factsFrom(verifier, {
    ...GOOD,
    evidence: [evidenceOf('pep740-provenance', content)],
  })
  t.deepEqual(
    attestationCodes(facts),
    attestations.map(() => 'ok'),
  )
})

test.serial('where no thread starts, nothing is verified, now or later', async (t) => {
  const verifier = verifierOf(t, verifierThreads(join(LIB, 'nowhere.cjs')))
  for (const _ of ['first', 'again']) {
    await t.throwsAsync(verifier.verify(GOOD, TRUST, NOW), { instanceOf: VerifierError, code: 'not-started' })
  }
})

test.serial('closing it ends what is asked, and what is asked after', async (t) => {
  const verifier = verifierOf(t, verifierThreads(HOSTILE))
  const asked = [hostile('spin'), GOOD].map((each) =>
    t.throwsAsync(verifier.verify(each, TRUST, NOW), { instanceOf: VerifierError, code: 'closed' }),
  )
  verifier.close()
  await Promise.all(asked)
  await t.throwsAsync(verifier.verify(GOOD, TRUST, NOW), { instanceOf: VerifierError, code: 'closed' })
})
