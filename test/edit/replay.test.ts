import test from 'ava'
import { byProject, countChanges, startReplay, type Replay } from '../../src/edit/index.ts'
import type { DecisionRecord } from '../../src/protocol/index.ts'
import { agedOf, attested, NOW, policyOf, sha } from '../policy/world.ts'
import { recordOf } from './records.ts'

const REST = (settings: string): string =>
  `requirements:\n  q: { attestation: {} }\n  cooled: { age: { min: 72h } }\nrules:\n  - { id: rest, match: { project: ["*"] }, ${settings} }\n`
const WARN = policyOf(REST('require: [q], onMissing: warn'))
const BLOCK = policyOf(REST('require: [q], onMissing: block'))

function replay(records: readonly DecisionRecord[], after = BLOCK, before = WARN): Replay {
  const replaying = startReplay([before], [after], NOW)
  replaying.add(records)
  return replaying.result()
}

test('what the new policy would newly block, allow, warn of, and no longer warn of', (t) => {
  const bare = recordOf()
  const good = recordOf({ project: 'django', letter: 'b', facts: [attested()] })
  t.deepEqual(countChanges(replay([bare, good]).changed), {
    newlyBlocks: 1,
    newlyAllows: 0,
    newlyWarns: 0,
    noLongerWarns: 0,
  })
  t.deepEqual(countChanges(replay([bare, good], WARN, BLOCK).changed), {
    newlyBlocks: 0,
    newlyAllows: 1,
    newlyWarns: 0,
    noLongerWarns: 0,
  })
  const silent = policyOf(REST('require: [q], onMissing: record'))
  t.like(countChanges(replay([bare], WARN, silent).changed), { newlyWarns: 1 })
  t.like(countChanges(replay([bare], silent, WARN).changed), { noLongerWarns: 1 })
})

test('each file counts once, with how often and when last; the rule and its line are told', (t) => {
  const { decisions, changed } = replay([
    recordOf(),
    recordOf({ at: NOW - 60 }),
    recordOf({ project: 'django', letter: 'b' }),
  ])
  t.is(decisions, 3)
  t.deepEqual(
    changed.map(({ project, times, lastAt }) => [project, times, lastAt]),
    [
      ['flask', 2, NOW],
      ['django', 1, NOW],
    ],
  )
  t.like(changed[0], {
    before: { decision: 'warn', rule: 'rest' },
    after: { decision: 'block', code: 'TC2102', at: 'policy.yaml:8' },
  })
})

test('the same policy changes nothing, and what was not kept whole is counted apart', (t) => {
  t.deepEqual(replay([recordOf(), recordOf({ unknown: true })], WARN), {
    decisions: 1,
    unknown: 1,
    changed: [],
    more: 0,
  })
})

test('every layer holds: another that refuses already leaves nothing to change', (t) => {
  const replaying = startReplay([BLOCK, WARN], [BLOCK, BLOCK], NOW)
  replaying.add([recordOf()])
  t.deepEqual(replaying.result().changed, [])
})

test('facts are as old as they were then, and exceptions and rollouts are those of today', (t) => {
  const cooled = policyOf(REST('require: [cooled], onMissing: block'))
  const then = NOW - 20 * 86_400
  const young = { ...agedOf(0), check: 'age', result: 'ok', publishedAt: then - 3600, by: 'index' } as const
  t.like(countChanges(replay([recordOf({ at: then, facts: [young] })], cooled).changed), { newlyBlocks: 1 })
  const exception = `exceptions:\n  - { id: e, match: { project: [flask], sha256: ["${sha('a')}"] }, waive: [attestation], owner: o, reason: r, created: "2026-10-31", expires: "2026-11-30" }\n`
  const excused = policyOf(REST('require: [q], onMissing: block') + exception)
  t.like(countChanges(replay([recordOf({ at: then })], excused, BLOCK).changed), { newlyAllows: 1 })
  const rollout = 'rollout:\n  - { rule: rest, set: { onMissing: block }, from: "2026-10-31" }\n'
  t.like(
    countChanges(
      replay([recordOf({ at: then })], policyOf(REST('require: [q], onMissing: warn') + rollout)).changed,
    ),
    { newlyBlocks: 1 },
  )
})

test('by project, the most changes first', (t) => {
  const records = [recordOf(), ...['b', 'c'].map((letter) => recordOf({ project: 'django', letter }))]
  t.deepEqual(
    byProject(replay(records)).map(({ project, counts }) => [project, counts.newlyBlocks]),
    [
      ['django', 2],
      ['flask', 1],
    ],
  )
})
