import test from 'ava'
import fc from 'fast-check'
import { columnsOf, renderDecision, type Run } from '../../src/verdict/index.ts'
import {
  goodAttestation,
  sampleReason,
  sampleRefusal,
  sampleTree,
  sampleVerdict,
  sampleWheel,
} from './samples.ts'

const run: Run = { id: '0123456789abcdef', context: 'workstation', startedAt: 1_790_000_000, tainted: false }
const at = 1_790_000_001

test('a decision names publisher, workflow, ref, log index and times', (t) => {
  const lines = renderDecision({ at, run, artifact: sampleWheel(), verdict: sampleVerdict(), colour: false })
  const text = lines.join('\n')
  t.regex(text, /^ {4}publisher +GitHub pypa\/sampleproject$/m)
  t.regex(text, /^ {4}workflow +release\.yml$/m)
  t.regex(text, /^ {4}ref +refs\/heads\/main$/m)
  t.regex(text, /^ {4}log +sigstore-public, index 146404621, entered 2024-11-06T22:37:39Z$/m)
  t.regex(text, /^ {4}signed +2024-11-06T22:37:39Z$/m)
  t.regex(text, /^ {2}integrity: ok$/m)
  t.true(text.includes(sampleWheel().sha256))
})

test('a provenance is told with its level and why, and what it says as the signer’s word', (t) => {
  const build = {
    buildType: 'https://x.example/t',
    source: { repository: 'https://github.com/acme/pay', commit: 'c0ffee' },
    level: 1,
    why: 'it names the builder B, and was signed by C',
  } as const
  const said = { predicate: 'slsa-provenance', predicateType: 'p', builder: 'B', build } as const
  const lock = { kind: 'publisher', fields: { kind: 'GitHub', repository: 'acme/pay' } } as const
  const verdict = sampleVerdict({
    facts: [
      { ...goodAttestation(), ...said },
      { check: 'lock', result: 'ok', named: [[lock, { kind: 'unreadable', why: 'no table' }]] },
    ],
  })
  const text = renderDecision({ at, run, artifact: sampleWheel(), verdict, colour: false }).join('\n')
  t.regex(text, /^ {4}build level +1: it names the builder B, and was signed by C$/m)
  t.regex(text, /^ {4}source +https:\/\/github\.com\/acme\/pay at c0ffee \(the signer's word\)$/m)
  t.regex(text, /^ {4}found +GitHub acme\/pay or no table$/m)
})

test('a refusal gives each reason with found, expected and fix', (t) => {
  const verdict = sampleRefusal({ reasons: [sampleReason({ fix: ['one', 'two'] })], exception: 'EX-14' })
  const text = renderDecision({ at, run, artifact: sampleTree(), verdict, colour: false }).join('\n')
  t.regex(text, /^ {2}attestation: MISSING$/m)
  t.regex(text, /^ {2}TC2102 no-attestation: /m)
  t.regex(text, /^ {4}fix +one$/m)
  t.regex(text, /^ {4}fix +two$/m)
  t.regex(text, /^ {2}exception +EX-14$/m)
})

test('a hostile certificate can not draw on the terminal', (t) => {
  const hostile = fc.string({ unit: 'binary', maxLength: 900 })
  fc.assert(
    fc.property(hostile, hostile, (one, two) => {
      const fact = {
        ...goodAttestation(),
        predicateType: one,
        builder: null,
        build: { buildType: one, source: { repository: two, commit: one }, level: 1, why: two },
        trustRoot: two,
        origin: { via: 'index', where: one },
      } as const
      const verdict = sampleVerdict({
        facts: [fact],
        reasons: [sampleReason({ found: two, fix: [one] })],
        rule: two,
      })
      const lines = renderDecision({
        at,
        run,
        artifact: sampleWheel({ location: one }),
        verdict,
        colour: false,
      })
      return lines.every((line) => !/\p{C}/u.test(line))
    }),
  )
  t.true(
    renderDecision({ at, run, artifact: sampleWheel(), verdict: sampleVerdict(), colour: false }).every(
      (line) => columnsOf(line) <= 110,
    ),
  )
})
