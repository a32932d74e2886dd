import test from 'ava'
import {
  canaryVerdict,
  type BaitOutcome,
  type CanaryVerdict,
} from '../../../src/guard/canary/canary-verdict.ts'

const plain = {
  started: true,
  exitCode: 1,
  asked: true,
  arrived: false,
  decision: null,
  codes: [],
  words: '',
} as const
const good: BaitOutcome = { ...plain, kind: 'good', exitCode: 0, arrived: true, decision: 'allow' }
const other: BaitOutcome = { ...plain, kind: 'other-bytes', decision: 'block', codes: ['TC1002'] }
const attested: BaitOutcome = { ...plain, kind: 'other-attestation', decision: 'block', codes: ['TC2112'] }

interface Case {
  readonly good?: Partial<BaitOutcome>
  readonly other?: Partial<BaitOutcome>
  readonly attested?: Partial<BaitOutcome>
  readonly is: CanaryVerdict['kind']
}

const silent = { decision: null, codes: [] } as const
const CASES: Readonly<Record<string, Case>> = {
  'both are refused, and the good one was judged': { is: 'covered' },
  'the daemon was not asked about the byte: pip refuses that by itself': { other: silent, is: 'covered' },
  'the attested one came through': { attested: { ...silent, arrived: true, exitCode: 0 }, is: 'not-covered' },
  'the changed one came through': { other: { ...silent, arrived: true, exitCode: 0 }, is: 'not-covered' },
  'one came through although the daemon refused it': { attested: { arrived: true }, is: 'not-covered' },
  'nobody judged the good one': { good: { decision: null }, is: 'not-covered' },
  'nobody refused the attested one but pip': { attested: silent, is: 'unknown' },
  'the attested one was let in by the daemon, and did not come': {
    attested: { decision: 'allow', codes: [] },
    is: 'unknown',
  },
  'the good one is refused by the daemon': {
    good: { arrived: false, decision: 'block', codes: ['TC5001'] },
    is: 'refuses-everything',
  },
  'the good one is refused by the product before the daemon': {
    good: { arrived: false, decision: null, exitCode: 1, codes: ['TC5002'] },
    is: 'refuses-everything',
  },
  'the good one did not come, for no reason of the product’s': {
    good: { ...silent, arrived: false, exitCode: 1 },
    is: 'unknown',
  },
  'pip did not ask': { good: { ...silent, arrived: false, exitCode: 2, asked: false }, is: 'unknown' },
  'pip took too long': { good: { ...silent, arrived: false, exitCode: null }, is: 'unknown' },
  'a code in the words of a pip that took too long': {
    good: { arrived: false, decision: null, exitCode: null, codes: ['TC5002'] },
    is: 'unknown',
  },
  'there is no such program': {
    good: { ...silent, arrived: false, exitCode: null, started: false },
    is: 'unknown',
  },
}

for (const [name, planted] of Object.entries(CASES)) {
  test(`${planted.is}: ${name}`, (t) => {
    const outcomes = [
      { ...good, ...planted.good },
      { ...other, ...planted.other },
      { ...attested, ...planted.attested },
    ]
    t.is(canaryVerdict(outcomes).kind, planted.is)
  })
}

test('what got through is named, worst news first, and every code is told once', (t) => {
  const through = { arrived: true, exitCode: 0 } as const
  const verdict = canaryVerdict([
    good,
    { ...other, ...through },
    { ...attested, ...through, codes: ['TC1002'] },
  ])
  t.like(verdict, { gotThrough: ['other-bytes', 'other-attestation'], codes: ['TC1002'] })
})

test('without a bait nothing is proven', (t) => {
  t.is(canaryVerdict([]).kind, 'unknown')
  t.is(canaryVerdict([good, other]).kind, 'unknown')
})
