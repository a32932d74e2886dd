import test from 'ava'
import { pythonsOfTheDay } from '../../../src/publish/reproduce/plan/python-of-the-day.ts'
import {
  attemptsFor,
  parseGenerator,
  toolWishes,
  withTagsOf,
  zoneVariable,
} from '../../../src/publish/reproduce/plan/index.ts'
import { zoneOf } from '../../../src/publish/reproduce/plan/zone.ts'

const at = (text: string): number => Date.parse(text) / 1000
const HOUR = 3600

const GENERATORS = [
  ['bdist_wheel (0.37.1)', 'wheel==0.37.1'],
  ['setuptools (75.6.0)', 'setuptools==75.6.0'],
  ['flit 3.9.0', 'flit-core==3.9.0'],
  ['poetry 1.0.7', 'poetry-core==1.0.7'],
  ['poetry-core 1.9.0', 'poetry-core==1.9.0'],
  ['uv 0.7.2', 'uv-build==0.7.2'],
  ['hatchling 1.25.0', 'hatchling==1.25.0'],
  ['pdm-backend (2.4.3)', 'pdm-backend==2.4.3'],
  ['bazel', null],
  ['wheel (not a version)', null],
  ['', null],
  ['--index-url 1.0', null],
] as const

for (const [text, pin] of GENERATORS) {
  test(`the generator «${text}»`, (t) => {
    const found = parseGenerator(text)
    t.is(found === null ? null : `${found.project}==${found.version}`, pin)
  })
}

test('the zone is what the newest time is before the upload by, to a zone that there is', (t) => {
  const uploaded = at('2024-11-08T09:47:44Z')
  t.is(zoneOf(at('2024-11-08T15:17:12Z'), uploaded), 5.5 * HOUR)
  t.is(zoneOf(at('2024-11-08T09:47:12Z'), uploaded), 0)
  t.is(zoneOf(at('2024-11-08T09:00:00Z'), uploaded), 0)
  t.is(zoneOf(at('2024-11-08T01:47:00Z'), uploaded), -8 * HOUR)
  t.is(zoneOf(at('2024-11-08T23:47:40Z'), uploaded), 14 * HOUR)
})

test('fixed times, and times of long before, say nothing of a zone', (t) => {
  const uploaded = at('2024-11-08T09:47:44Z')
  t.is(zoneOf(at('2020-02-02T00:00:00Z'), uploaded), null)
  t.is(zoneOf(at('2024-11-09T09:47:44Z'), uploaded), null)
})

test('TZ turns the sign round', (t) => {
  t.deepEqual([0, 5.5 * HOUR, -8 * HOUR].map(zoneVariable), ['UTC', 'BLD-05:30', 'BLD+08:00'])
})

test('the Python of a day is the newest that was common, with its neighbours behind it', (t) => {
  t.is(pythonsOfTheDay(at('2024-08-06T00:00:00Z'), ['py3-none-any'])[0], '3.12')
  t.is(pythonsOfTheDay(at('2023-11-01T00:00:00Z'), ['py3-none-any'])[0], '3.11')
  t.is(pythonsOfTheDay(at('2018-01-01T00:00:00Z'), ['py3-none-any'])[0], '3.10')
  t.deepEqual(pythonsOfTheDay(at('2024-08-06T00:00:00Z'), ['py3-none-any']).toSorted(), [
    '3.10',
    '3.11',
    '3.12',
    '3.13',
    '3.14',
  ])
  t.deepEqual(pythonsOfTheDay(at('2024-08-06T00:00:00Z'), ['cp313-cp313-manylinux_2_17_x86_64']), ['3.13'])
})

test('tools are of the upload; where the back-end was old by then, then of its own day', (t) => {
  const wheel = { generator: parseGenerator('bdist_wheel (0.37.1)'), tags: ['py3-none-any'] }
  const [uploaded, old] = [at('2024-09-11T00:00:00Z'), at('2021-12-22T00:00:00Z')]
  t.deepEqual(
    toolWishes(wheel, uploaded, old).map(({ asOf, pins }) => [asOf, ...pins]),
    [
      [uploaded, 'wheel==0.37.1'],
      [old + 24 * HOUR, 'wheel==0.37.1'],
    ],
  )
  t.is(toolWishes(wheel, uploaded, uploaded - 7 * 24 * HOUR).length, 1)
  t.is(toolWishes(wheel, uploaded, null).length, 1)
  t.deepEqual(toolWishes({ ...wheel, generator: null }, uploaded, null)[0]?.pins, [])
})

const PLAIN = { kind: 'wheel', newest: 0, isFromWindows: false, isCanonical: false } as const

test('what is tried: nothing that the published wheel shows no sign of', (t) => {
  const kinds = (newest: string, isFromWindows: boolean, uploaded: string | null): readonly string[] =>
    attemptsFor({ ...PLAIN, newest: at(newest), isFromWindows }, uploaded === null ? null : at(uploaded)).map(
      ({ kind, zoneSeconds, asOnWindows }) => `${kind} ${zoneSeconds / HOUR}${asOnWindows ? ' windows' : ''}`,
    )
  const plain = ['epoch 0', 'files 0', 'replay 0']
  t.deepEqual(kinds('2020-02-02T00:00:00Z', false, '2024-11-08T09:47:44Z'), plain)
  t.deepEqual(kinds('2024-11-08T15:17:12Z', false, null), plain)
  t.deepEqual(kinds('2024-11-08T15:17:12Z', false, '2024-11-08T09:47:44Z'), [...plain, 'replay 5.5'])
  t.deepEqual(kinds('2020-02-02T00:00:00Z', true, null), ['epoch 0', 'files 0', 'replay 0 windows'])
})

test('what is in canonical form is first built as `trustctl build` does; a source distribution is never replayed', (t) => {
  const kinds = (kind: 'wheel' | 'sdist', isCanonical: boolean): readonly string[] =>
    attemptsFor({ ...PLAIN, kind, isCanonical }, null).map((attempt) => attempt.kind)
  t.deepEqual(kinds('wheel', true), ['canonical', 'epoch', 'files', 'replay'])
  t.deepEqual(kinds('sdist', true), ['canonical', 'epoch', 'files'])
  t.deepEqual(kinds('sdist', false), ['epoch', 'files'])
})

test('other tags are asked for only where bdist_wheel has an option for them', (t) => {
  const attempts = attemptsFor(PLAIN, null)
  const tag = (...tags: readonly string[]): string | null | undefined =>
    withTagsOf(tags, attempts)?.[0]?.wheelTag
  t.is(tag('py2-none-any', 'py3-none-any'), 'py2.py3')
  t.is(tag('py3-none-any'), 'py3')
  t.is(tag('cp312-cp312-linux_x86_64'), undefined)
})
