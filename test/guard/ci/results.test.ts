import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { collectResults, manifestPlaces, readManifests, readRunReports } from '../../../src/guard/index.ts'
import { MANIFEST_LIMITS } from '../../../src/guard/ci/results/read-manifests.ts'
import { RUN_REPORT_LIMITS } from '../../../src/guard/ci/results/run-reports.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'
import { RECORDS } from './a-report.ts'

test('an artifact counts once, the worst comes first, and what the canary did counts for nothing', (t) => {
  const collector = collectResults(['b'.repeat(16)])
  collector.decisions(RECORDS)
  const { entries, counts } = collector.results()
  t.deepEqual(
    entries.map(({ project, decision, times }) => [project, decision, times]),
    [
      ['flask', 'block', 1],
      ['click', 'warn', 1],
      ['attrs', 'allow', 1],
    ],
  )
  t.deepEqual(counts, { artifacts: 3, verified: 1, warned: 1, unsigned: 0, refused: 1 })
  const all = collectResults([])
  all.decisions(RECORDS)
  t.is(all.results().entries[2]?.times, 2)
})

test('of several decisions about the same bytes the worst holds, in any order', (t) => {
  const [, , click] = RECORDS
  if (click === undefined) throw new Error('a record is missing')
  const passed = { ...click, verdict: { ...click.verdict, decision: 'allow' as const } }
  for (const records of [
    [click, passed],
    [passed, click],
  ]) {
    const collector = collectResults([])
    collector.decisions(records)
    t.deepEqual(collector.results().counts, { artifacts: 1, verified: 0, warned: 1, unsigned: 0, refused: 0 })
  }
})

const REFUSED = {
  decision: 'block',
  code: 'TC1001',
  filename: 'x.whl',
  location: 'https://x/x.whl',
  channel: 'index',
  ref: null,
  sha256: 'c'.repeat(64),
}

test('a run’s report adds what no daemon judged, and nothing else', async (t) => {
  const folder = await temporaryFolder(t)
  const report = {
    artifacts: [
      REFUSED,
      { ...REFUSED, ref: 'TC1001-1' },
      { ...REFUSED, decision: 'allow' },
      { ...REFUSED, code: 'TC9999' },
      7,
    ],
    events: [
      { type: 'socket-refused', code: 'TC5004', detail: '10.0.0.1:443' },
      { type: 'text-file', code: null, detail: '' },
    ],
  }
  await writeFile(join(folder, 'a.json'), JSON.stringify(report))
  await writeFile(join(folder, 'b.json'), '{"artifacts": [')
  await writeFile(join(folder, 'c.json.1.tmp'), '')
  const { refusals, unread } = await readRunReports(folder)
  t.is(unread, 1)
  t.deepEqual(
    refusals.map(({ code, name, isArtifact }) => [code, name, isArtifact]),
    [
      ['TC1001', 'x.whl', true],
      ['TC5004', '10.0.0.1:443', false],
    ],
  )
  const collector = collectResults([])
  collector.refusals(refusals)
  t.like(collector.results(), { counts: { artifacts: 1, refused: 1 } })
  t.deepEqual(await readRunReports(join(folder, 'absent')), { refusals: [], unread: 0 })
})

test('no more reports are read than there is a limit for, and none that is larger', async (t) => {
  const folder = await temporaryFolder(t)
  const { maxReports, maxBytes } = RUN_REPORT_LIMITS
  const one = JSON.stringify({ artifacts: [REFUSED] })
  for (let nth = 0; nth < maxReports - 1; nth += 1) await writeFile(join(folder, `a${nth}.json`), '{}')
  await writeFile(join(folder, 'b.json'), one.padEnd(maxBytes))
  t.like(await readRunReports(folder), { unread: 0, refusals: { length: 1 } })
  await writeFile(join(folder, 'b.json'), one.padEnd(maxBytes + 1))
  t.like(await readRunReports(folder), { unread: 1, refusals: { length: 0 } })
  await writeFile(join(folder, 'c.json'), one)
  t.like(await readRunReports(folder), { unread: 2, refusals: { length: 0 } })
})

test('the line that names a project is found by its normal name, and not in a comment', (t) => {
  const places = manifestPlaces(
    [
      { path: 'a.txt', text: '# my-lib\nother==1\nMy_Lib[extra]>=2\nmy.lib\n' },
      { path: 'pyproject.toml', text: 'dependencies = ["flask>=3",\n "mylib"]' },
    ],
    ['my-lib', 'flask', 'lib'],
  )
  t.deepEqual(
    [...places],
    [
      ['my-lib', { file: 'a.txt', line: 3 }],
      ['flask', { file: 'pyproject.toml', line: 1 }],
    ],
  )
})

test('manifests are read at the top and in requirements/, as far as they are files of some size', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'requirements'))
  await mkdir(join(folder, 'pyproject.toml'))
  for (const name of [
    'requirements.txt',
    'dev-requirements.in',
    'notes.txt',
    'requirements/test.txt',
    'requirements/x.py',
  ])
    await writeFile(join(folder, name), name)
  await writeFile(join(folder, 'constraints.txt'), ' '.repeat(MANIFEST_LIMITS.maxBytes + 1))
  t.deepEqual(
    (await readManifests(folder)).map(({ path }) => path),
    ['dev-requirements.in', 'requirements.txt', 'requirements/test.txt'],
  )
  await writeFile(join(folder, 'constraints.txt'), ' '.repeat(MANIFEST_LIMITS.maxBytes))
  t.true((await readManifests(folder)).some(({ path }) => path === 'constraints.txt'))
  t.deepEqual(await readManifests(join(folder, 'absent')), [])
})
