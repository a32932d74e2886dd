import test from 'ava'
import { countUses, dayAfter, parseTerm, standing } from '../../src/exceptions/index.ts'
import { NOW, policyOf } from '../policy/world.ts'
import { decided } from './decided.ts'

/** `NOW` is 2026-11-01 at noon. */
function entries(...terms: readonly (readonly [id: string, created: string, expires: string])[]) {
  const list = terms.map(
    ([id, created, expires]) =>
      `  - { id: ${id}, match: { project: [flask], sha256: ["${'a'.repeat(64)}"] }, waive: [age], owner: dana, reason: why, created: "${created}", expires: "${expires}" }`,
  )
  const policy = policyOf(
    `rules: [{ id: all, match: { project: ["*"] }, require: [] }]\nexceptions:\n${list.join('\n')}\n`,
  )
  return policy.effective.exceptions ?? []
}

test('an exception counts days to its end, and is expiring from the fourteenth before', (t) => {
  const found = standing(
    entries(
      ['far', '2026-11-01', '2026-11-16'],
      ['near', '2026-11-01', '2026-11-15'],
      ['last', '2026-10-01', '2026-11-02'],
      ['over', '2026-10-01', '2026-11-01'],
      ['next', '2026-11-02', '2026-11-30'],
    ),
    new Map(),
    NOW,
  )
  t.deepEqual(
    found.map(({ id, state, daysLeft }) => [id, state, daysLeft]),
    [
      ['far', 'active', 15],
      ['near', 'expiring', 14],
      ['last', 'expiring', 1],
      ['over', 'expired', 0],
      ['next', 'not-yet', 29],
    ],
  )
})

test('unused is told after two weeks without a use, and not of what has ended', (t) => {
  const list = entries(
    ['EX-1', '2026-10-18', '2026-12-01'],
    ['EX-2', '2026-10-19', '2026-12-01'],
    ['EX-3', '2026-10-01', '2026-12-01'],
    ['EX-4', '2026-09-01', '2026-10-01'],
  )
  const uses = new Map([['EX-3', { times: 2, lastAt: NOW - 3600 }]])
  t.deepEqual(
    standing(list, uses, NOW).map(({ unusedDays }) => unusedDays),
    [14, null, null, null],
  )
})

test('uses are counted over pages', (t) => {
  const policy = policyOf('rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n')
  const base = decided(policy)
  const used = (at: number) => ({ ...base, at, verdict: { ...base.verdict, exception: 'EX-1' } })
  const uses = countUses(countUses(new Map(), [used(30), base]), [used(20), used(10)])
  t.deepEqual([...uses], [['EX-1', { times: 3, lastAt: 30 }]])
})

test('a term is days or weeks, up to what the policy allows', (t) => {
  t.is(parseTerm('30d', 30), 30)
  t.is(parseTerm('2w', 14), 14)
  for (const bad of ['31d', '5w', '0d', '30', '1h', '-1d', '1.5d', '', '10000d'])
    t.like(
      t.throws(() => parseTerm(bad, 30)),
      { code: 'term' },
      bad,
    )
  t.is(dayAfter(NOW, 30), '2026-12-01')
})
