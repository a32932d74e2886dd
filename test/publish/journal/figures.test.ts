import test from 'ava'
import { publisherFigures, type Happened, type JournalEntry } from '../../../src/publish/journal/index.ts'
import type { KeyRecord } from '../../../src/trust/index.ts'

const NOW = 1_790_000_000
const DAY = 86_400
const PERIOD = { since: NOW - 30 * DAY, until: NOW }

type Build = Omit<Extract<JournalEntry, { kind: 'build' }>, 'v' | 'kind'>

function build(changes: Partial<Build> = {}): JournalEntry {
  return {
    v: 1,
    kind: 'build',
    at: NOW - DAY,
    project: 'acme-pay',
    version: '1.0',
    platform: 'linux-x86_64',
    python: '3.12.1',
    isVaried: true,
    isIdentical: true,
    ...changes,
  }
}

function release(version: string, code: string | null, at = NOW - DAY): JournalEntry {
  const happened: Happened = { kind: 'release', at, project: 'acme-pay', version, code }
  return { ...happened, v: 1 }
}

test('builds count once a release and platform, as they were compared last', (t) => {
  const entries = [
    build({ isIdentical: false, at: NOW - 3 * DAY }),
    build(),
    build({ version: '1.1', isIdentical: false }),
    build({ platform: 'macosx-14.0-arm64' }),
    build({ version: '0.9', isIdentical: false, at: NOW - 31 * DAY }),
  ]
  t.deepEqual(publisherFigures(entries, [], PERIOD).reproducible, {
    number: 2,
    of: 3,
    byPlatform: [
      { platform: 'linux-x86_64', number: 1, of: 2 },
      { platform: 'macosx-14.0-arm64', number: 1, of: 1 },
    ],
  })
  // Whatever the order of the lines: the time decides.
  t.deepEqual(
    publisherFigures(entries.toReversed(), [], PERIOD).reproducible,
    publisherFigures(entries, [], PERIOD).reproducible,
  )
})

test('a release that was refused and passed later has passed; one that never did has not', (t) => {
  const entries = [release('1.0', 'TC2111', NOW - 2 * DAY), release('1.0', null), release('1.1', 'TC2111')]
  t.deepEqual(publisherFigures(entries, [], PERIOD).verified, {
    number: 1,
    of: 2,
    refusals: [{ code: 'TC2111', number: 1 }],
  })
})

test('rebuilds of others are counted by grade', (t) => {
  const of = (project: string, grade: string): JournalEntry => ({
    v: 1,
    kind: 'reproduction',
    at: NOW,
    project,
    version: '1',
    platform: 'linux-x86_64',
    grade,
  })
  const entries = [of('a', 'identical'), of('b', 'container'), of('c', 'container')]
  t.deepEqual(publisherFigures(entries, [], PERIOD).reproduced, {
    number: 1,
    of: 3,
    grades: [
      { grade: 'container', number: 2 },
      { grade: 'identical', number: 1 },
    ],
  })
})

function key(letter: string, changes: Partial<KeyRecord> = {}): KeyRecord {
  return {
    format: 1,
    fingerprint: letter.repeat(64),
    kind: 'plain',
    algorithm: 'ed25519',
    holder: 'dana',
    owner: 'Dana <dana@acme.example>',
    purpose: ['release'],
    state: 'active',
    notBefore: NOW - 400 * DAY,
    signUntil: NOW + 300 * DAY,
    verifyUntil: NOW + 600 * DAY,
    possession: { at: NOW - 400 * DAY, signature: 'x' },
    ...changes,
  }
}

const ended = (letter: string, successor?: string): KeyRecord =>
  key(letter, {
    signUntil: NOW - 5 * DAY,
    ...(successor === undefined ? {} : { successor: successor.repeat(64) }),
  })
const madeBefore = (letter: string, days: number): KeyRecord =>
  key(letter, { possession: { at: NOW - 5 * DAY - days * DAY, signature: 'x' } })

test('a rotation is in time where the next key was there two weeks before the end', (t) => {
  const figures = publisherFigures([], [ended('A', 'B'), madeBefore('B', 14)], PERIOD)
  t.deepEqual(figures.rotations, { number: 1, of: 1, late: [] })
})

test('late, without a successor, and with one that is not there: each is told', (t) => {
  const late = madeBefore('D', 13)
  const { rotations } = publisherFigures([], [ended('A'), ended('C', 'D'), late, ended('E', 'F')], PERIOD)
  t.is(rotations.number, 0)
  t.is(rotations.of, 3)
  t.deepEqual(
    rotations.late.map(({ fingerprint, followedAt }) => [fingerprint[0], followedAt]),
    [
      ['A', null],
      ['C', late.possession.at],
      ['E', null],
    ],
  )
})

test('keys that ended before, end later or were revoked are no rotations of the period', (t) => {
  const revoked = key('B', {
    state: 'revoked',
    signUntil: NOW - DAY,
    revocation: { kind: 'hard', reason: 'compromised', at: NOW - 9 * DAY },
  })
  const keys = [key('A', { signUntil: NOW - 31 * DAY }), revoked, key('C')]
  t.deepEqual(publisherFigures([], keys, PERIOD).rotations, { number: 0, of: 0, late: [] })
})

test('nothing is zero of zero, and no rate', (t) => {
  t.deepEqual(publisherFigures([], [], PERIOD), {
    reproducible: { number: 0, of: 0, byPlatform: [] },
    reproduced: { number: 0, of: 0, grades: [] },
    verified: { number: 0, of: 0, refusals: [] },
    rotations: { number: 0, of: 0, late: [] },
  })
})
