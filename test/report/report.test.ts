import test from 'ava'
import fc from 'fast-check'
import { startReport, type Figures } from '../../src/report/index.ts'
import type { DecisionRecord, HistoryEvent, HistoryRecord } from '../../src/protocol/index.ts'
import { decided, type Decided } from '../exceptions/decided.ts'
import { NOW, policyOf } from '../policy/world.ts'

const POLICY = policyOf(
  'requirements: { r: { attestation: {} } }\nrules: [{ id: all, match: { project: ["*"] }, require: [r], onMissing: block }]\n',
)
const OPEN = policyOf('rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n')
const HOUR = 3600

function figures(decisions: readonly DecisionRecord[], history: readonly HistoryRecord[] = []): Figures {
  const reporting = startReport()
  // Newest first, page by page, as a daemon gives them.
  const ordered = decisions.toSorted((a, b) => b.at - a.at)
  for (let at = 0; at < ordered.length; at += 3) reporting.decisions(ordered.slice(at, at + 3))
  reporting.history(history.toReversed())
  return reporting.result()
}

const passed = (changes: Decided = {}): DecisionRecord => decided(OPEN, changes)
const refused = (hour: number, changes: Decided = {}): DecisionRecord => ({
  ...decided(POLICY, { facts: ['unpublished'], ...changes }),
  at: NOW + hour * HOUR,
})
const allowed = (hour: number, changes: Decided = {}): DecisionRecord => ({
  ...passed({ facts: ['attested'], ...changes }),
  at: NOW + hour * HOUR,
})

test('each artifact counts once, by the strongest evidence', (t) => {
  const { evidence, decisions } = figures([
    passed({ facts: ['attested', 'signed-dana', 'pinned'], bytes: 'a' }),
    passed({ facts: ['attested', 'signed-dana', 'pinned'], bytes: 'a' }),
    passed({ facts: ['unpublished', 'signed-dana', 'pinned'], bytes: 'b' }),
    passed({ facts: ['unpublished', 'pinned'], bytes: 'c' }),
    passed({ facts: ['derived'], bytes: 'd', channel: 'derived' }),
    passed({ facts: ['unpublished'], bytes: 'e' }),
    passed({ facts: ['not-offered'], bytes: 'f' }),
    decided(POLICY, { facts: ['unpublished'], bytes: 'refused' }),
  ])
  t.is(decisions, 8)
  t.is(evidence.artifacts, 6)
  t.deepEqual(
    evidence.classes.map((each) => [each.class, each.artifacts]),
    [
      ['attested', 1],
      ['signed', 1],
      ['pinned', 1],
      ['derived', 1],
      ['none', 2],
    ],
  )
  t.is(
    evidence.whyNot.reduce((all, { artifacts }) => all + artifacts, 0),
    5,
  )
})

function why(changes: Decided): string | undefined {
  return figures([passed(changes)]).evidence.whyNot[0]?.why
}

test('why an artifact is not attested is what its index said, or where it came from', (t) => {
  t.is(why({ facts: [], circumstances: { offer: 'not-offered' } }), 'not-offered')
  t.is(why({ facts: [], circumstances: { offer: 'none' } }), 'none-published')
  t.is(why({ facts: ['unfetchable'] }), 'unavailable')
  t.is(why({ facts: [], circumstances: { offer: 'not-asked' }, channel: 'file' }), 'no-index')
  t.is(why({ facts: ['derived'], channel: 'derived' }), 'built-here')
  t.is(why({ kind: 'directory', channel: 'directory' }), 'tree')
  t.is(why({ facts: ['attested'] }), undefined)
})

test('a wheel built from an attested source is built here, and not attested', (t) => {
  const record = passed({
    facts: ['derived', 'attested'],
    channel: 'wheel-cache',
    circumstances: { ownFacts: 2 },
  })
  t.is(figures([record]).evidence.classes.find(({ artifacts }) => artifacts === 1)?.class, 'derived')
})

test('refusals and warnings are counted by code and by project, the most frequent first', (t) => {
  const warns = policyOf(
    'mode: warn\nrequirements: { r: { attestation: {} } }\nrules: [{ id: all, match: { project: ["*"] }, require: [r], onMissing: block }]\n',
  )
  const found = figures([
    refused(0),
    refused(1),
    refused(2, { project: 'click' }),
    refused(3, { facts: ['digest-differs'] }),
    decided(warns),
    passed({ facts: ['attested'] }),
  ])
  t.is(found.refused.decisions, 4)
  t.like(found.refused.byCode[0], { code: 'TC2102', slug: 'no-attestation', decisions: 3 })
  t.deepEqual([...(found.refused.byCode[0]?.projects ?? [])].toSorted(), ['click', 'flask'])
  t.like(found.refused.byProject[0], { project: 'flask', decisions: 3 })
  t.is(found.warned.decisions, 1)
})

test('a mend is the time from a release’s first refusal until something of its project passed', (t) => {
  const { mends } = figures([
    allowed(-5),
    refused(0),
    refused(1),
    allowed(4, { version: '3.1.1' }),
    refused(5, { version: '3.1.3' }),
    allowed(7, { version: '3.1.3' }),
    refused(8, { project: 'click' }),
    allowed(9, { project: 'django' }),
  ])
  t.like(mends, { refused: 3, mended: 2, medianSeconds: 3 * HOUR, longestSeconds: 4 * HOUR })
  t.deepEqual(mends.open, [{ project: 'click', version: '3.1.2', at: NOW + 8 * HOUR }])
})

test('what passed by a bypass mends nothing; without refusals there is nothing to mend', (t) => {
  const bypass = { reason: 'incident', by: 'dana', from: NOW + HOUR - 60, until: NOW + 2 * HOUR }
  const through = decided(POLICY, { facts: ['unpublished'], at: NOW + HOUR, circumstances: { bypass } })
  t.is(through.verdict.decision, 'warn')
  t.like(figures([refused(0), through]).mends, {
    refused: 1,
    mended: 0,
    medianSeconds: null,
    longestSeconds: null,
  })
  t.like(figures([]).mends, { refused: 0, mended: 0, medianSeconds: null, open: [] })
})

function event(id: number, at: number, what: HistoryEvent): HistoryRecord {
  return { id, at, actor: 'dana', event: what }
}

const begin = (id: number, at: number, until: number): HistoryRecord =>
  event(id, at, { type: 'bypass', action: 'began', reason: `incident ${id}`, until })

test('every bypass is told with what passed by it and what for, also where nothing did', (t) => {
  const [first, second] = [NOW, NOW + 10 * HOUR]
  const by = (from: number) => ({ reason: 'x', by: 'dana', from, until: from + HOUR })
  const { bypasses } = figures(
    [
      decided(POLICY, { facts: ['unpublished'], at: first + 60, circumstances: { bypass: by(first) } }),
      decided(POLICY, { facts: ['unpublished'], at: first + 90, circumstances: { bypass: by(first) } }),
      decided(POLICY, { facts: ['digest-differs'], at: first + 99, circumstances: { bypass: by(first) } }),
      decided(POLICY, { facts: ['attested'], at: first + 99, circumstances: { bypass: by(first) } }),
    ],
    [
      begin(1, first, first + HOUR),
      event(2, first + 600, { type: 'bypass', action: 'ended', reason: 'incident 1', until: first + 600 }),
      begin(3, second, second + HOUR),
    ],
  )
  t.is(bypasses.length, 2)
  t.like(bypasses[0], {
    reason: 'incident 3',
    from: second,
    until: second + HOUR,
    isEndedEarly: false,
    passed: [],
  })
  t.like(bypasses[1], {
    reason: 'incident 1',
    by: 'dana',
    from: first,
    until: first + 600,
    isEndedEarly: true,
  })
  t.deepEqual(
    bypasses[1]?.passed.map(({ code }) => code),
    ['TC2102', 'TC2102'],
  )
})

test('what passed by a bypass that began before the period is told all the same', (t) => {
  const bypass = { reason: 'earlier', by: 'kim', from: NOW - 60, until: NOW + HOUR }
  const { bypasses } = figures([
    decided(POLICY, { facts: ['unpublished'], at: NOW, circumstances: { bypass } }),
  ])
  t.like(bypasses[0], { reason: 'earlier', by: 'kim', from: NOW - 60 })
  t.is(bypasses[0]?.passed.length, 1)
})

function edited(loosens: boolean): HistoryEvent {
  return {
    type: 'policy-edited',
    file: 'policy.yaml',
    how: 'edit',
    before: null,
    after: 'a',
    loosens,
    reason: null,
  }
}

test('the policies that decided are told with their share, and what people changed is counted', (t) => {
  const found = figures(
    [passed({ at: NOW }), passed({ at: NOW + 1 }), decided(POLICY, { at: NOW + 2 })],
    [
      event(1, NOW, edited(true)),
      event(2, NOW, edited(false)),
      event(3, NOW, { type: 'policy-refused', file: 'policy.yaml', words: 'line 3' }),
      event(4, NOW, {
        type: 'exception',
        action: 'approved',
        id: 'EX-1',
        about: 'x',
        reason: 'y',
        expires: null,
      }),
    ],
  )
  t.deepEqual(
    found.policies.map(({ digest, decisions }) => [digest, decisions]),
    [
      [POLICY.digest, 1],
      [OPEN.digest, 2],
    ],
  )
  t.like(found.changes, {
    policyEdits: 2,
    loosening: 1,
    policiesRefused: 1,
    exceptionsApproved: 1,
    exceptionsClosed: 0,
  })
  t.is(found.runs, 1)
})

function sum(counts: readonly number[]): number {
  return counts.reduce((all, each) => all + each, 0)
}

test('every figure is a part of what it is said to be a part of, whatever was decided', (t) => {
  const facts = fc.subarray([
    'unpublished',
    'attested',
    'signed-dana',
    'pinned',
    'digest-differs',
    'young',
    'unfetchable',
  ])
  const bypass = { reason: 'x', by: 'dana', from: NOW - 9, until: NOW + 999 * HOUR }
  const record = fc
    .record({ facts, hour: fc.nat(50), bytes: fc.constantFrom('a', 'b', 'c'), isBypassed: fc.boolean() })
    .map(({ facts: names, hour, bytes, isBypassed }) =>
      decided(POLICY, {
        facts: names,
        bytes,
        at: NOW + hour * HOUR,
        circumstances: { bypass: isBypassed ? bypass : null },
      }),
    )
  fc.assert(
    fc.property(fc.array(record, { maxLength: 30 }), (records) => {
      const found = figures(records)
      const { evidence, refused: blocked, warned, mends, bypasses, policies } = found
      t.is(sum(evidence.classes.map(({ artifacts }) => artifacts)), evidence.artifacts)
      const attested = evidence.classes.find((each) => each.class === 'attested')?.artifacts ?? 0
      t.is(sum(evidence.whyNot.map(({ artifacts }) => artifacts)), evidence.artifacts - attested)
      t.is(sum(blocked.byCode.map(({ decisions }) => decisions)), blocked.decisions)
      t.is(sum(blocked.byProject.map(({ decisions }) => decisions)), blocked.decisions)
      t.true(blocked.decisions + warned.decisions <= found.decisions)
      t.is(mends.mended + mends.open.length, mends.refused)
      t.is(sum(policies.map(({ decisions }) => decisions)), found.decisions)
      const through = records.filter(({ verdict }) => verdict.reasons.some(({ code }) => code === 'TC4012'))
      t.is(sum(bypasses.map(({ passed: by }) => by.length)), through.length)
    }),
    { numRuns: 60 },
  )
})
