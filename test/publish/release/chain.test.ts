import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { parseSha256, sha256Of } from '../../../src/encoding/index.ts'
import {
  keptOf,
  keptSteps,
  parseStepRecord,
  runChain,
  stepRecordDigest,
  stepRecordText,
  type ChainWorld,
  type Step,
  type StepName,
  type StepRecord,
} from '../../../src/publish/release/chain/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'
import { known } from '../../policy/world.ts'

const NOW = 1_790_000_000
/** Each run of a chain is at another time. */
let clock = NOW
const digest = (text: string): string => sha256Of(Buffer.from(text))

/** Steps that make one file each out of their input and the file before. */
function steps(inputs: Partial<Record<StepName, string>> = {}): readonly Step[] {
  const names = ['build', 'reproduce', 'sbom', 'sign', 'verify'] as const
  return names.map((name) => ({
    name,
    inputs: () => Promise.resolve([{ name: 'given', sha256: digest(inputs[name] ?? 'as always') }]),
    run: (before) => {
      const above = before.at(-1)?.files[0]?.bytes ?? Buffer.from('nothing')
      const bytes = Buffer.from(`${name} of ${inputs[name] ?? 'as always'} and ${sha256Of(above)}`)
      return Promise.resolve({ files: [{ name: `${name}.txt`, bytes }], says: [`${name} is done`] })
    },
  }))
}

interface Told {
  readonly world: ChainWorld
  readonly begun: StepName[]
}

function telling(): Told {
  const begun: StepName[] = []
  clock += 1
  const now = clock
  return { begun, world: { now: () => now, onStep: (step, state) => state === 'begins' && begun.push(step) } }
}

async function folder(t: ExecutionContext): Promise<string> {
  return join(await temporaryFolder(t), 'release')
}

async function begunBy(place: string, list: readonly Step[]): Promise<readonly StepName[]> {
  const { world, begun } = telling()
  await runChain(list, keptSteps(place), world)
  return begun
}

test('each record names its inputs, its files and the record before, by digest', async (t) => {
  const place = await folder(t)
  const { world } = telling()
  const done = await runChain(steps(), keptSteps(place), world)
  t.deepEqual(
    done.map(({ record }) => record.previous),
    [null, ...done.slice(0, 4).map(({ record }) => stepRecordDigest(record))],
  )
  for (const { record, files } of done) {
    const text = await readFile(
      join(place, `${done.findIndex((each) => each.record === record) + 1}-${record.step}.json`),
    )
    t.deepEqual(parseStepRecord(text), record)
    t.is(sha256Of(text), stepRecordDigest(record))
    t.deepEqual(record.outputs, [{ name: `${record.step}.txt`, sha256: sha256Of(known(files[0]).bytes) }])
    t.not(parseSha256(known(record.inputs[0]).sha256), null)
  }
})

test('what was done and still fits is not done again', async (t) => {
  const place = await folder(t)
  t.deepEqual(await begunBy(place, steps()), ['build', 'reproduce', 'sbom', 'sign', 'verify'])
  t.deepEqual(await begunBy(place, steps()), [])
})

test('an input that changed is where it starts again', async (t) => {
  const place = await folder(t)
  await begunBy(place, steps())
  t.deepEqual(await begunBy(place, steps({ sbom: 'another format' })), ['sbom', 'sign', 'verify'])
  t.deepEqual(await begunBy(place, steps({ build: 'another commit', sbom: 'another format' })), [
    'build',
    'reproduce',
    'sbom',
    'sign',
    'verify',
  ])
})

test('a chain that was cut off goes on where it was', async (t) => {
  const place = await folder(t)
  const failing = steps().map((step) =>
    step.name === 'sign' ? { ...step, run: () => Promise.reject(new Error('the token is away')) } : step,
  )
  await t.throwsAsync(runChain(failing, keptSteps(place), telling().world), { message: 'the token is away' })
  t.deepEqual(
    (await keptOf(steps(), keptSteps(place))).map(({ record }) => record.step),
    ['build', 'reproduce', 'sbom'],
  )
  t.deepEqual(await begunBy(place, steps()), ['sign', 'verify'])
})

const ATTACKS: readonly (readonly [string, (place: string) => Promise<void>, readonly StepName[]])[] = [
  [
    'a file that was altered',
    (place) => writeFile(join(place, '3-sbom/sbom.txt'), 'somebody else’s'),
    ['sbom', 'sign', 'verify'],
  ],
  ['a file that is gone', (place) => rm(join(place, '4-sign/sign.txt')), ['sign', 'verify']],
  [
    'a file beside them',
    (place) => writeFile(join(place, '1-build/more.txt'), 'planted'),
    ['build', 'reproduce', 'sbom', 'sign', 'verify'],
  ],
  [
    'a record that was cut',
    (place) => writeFile(join(place, '2-reproduce.json'), '{"formatVersion":1'),
    ['reproduce', 'sbom', 'sign', 'verify'],
  ],
  ['a record that is gone', (place) => rm(join(place, '5-verify.json')), ['verify']],
  [
    'a record and file that were both altered, but not the records behind',
    async (place) => {
      const path = join(place, '1-build.json')
      const record = known(parseStepRecord(await readFile(path)))
      const bytes = Buffer.from('somebody else’s')
      await writeFile(join(place, '1-build/build.txt'), bytes)
      await writeFile(
        path,
        stepRecordText({ ...record, outputs: [{ name: 'build.txt', sha256: sha256Of(bytes) }] }),
      )
    },
    ['reproduce', 'sbom', 'sign', 'verify'],
  ],
]

for (const [what, attack, begun] of ATTACKS) {
  test(`${what}: that step and those behind it are done again`, async (t) => {
    const place = await folder(t)
    await begunBy(place, steps())
    await attack(place)
    t.deepEqual(await begunBy(place, steps()), begun)
    t.deepEqual(await begunBy(place, steps()), [])
  })
}

test('looking does and writes nothing', async (t) => {
  const place = await folder(t)
  t.deepEqual(await keptOf(steps(), keptSteps(place)), [])
  await t.throwsAsync(readdir(place), { code: 'ENOENT' })
})

const RECORD: StepRecord = {
  formatVersion: 1,
  step: 'build',
  previous: null,
  inputs: [],
  outputs: [{ name: 'a.whl', sha256: digest('a') }],
  says: [],
  finishedAt: NOW,
}

test('a record that leads out of its folder, or is of another form, is none', (t) => {
  const text = (record: object): Buffer => Buffer.from(JSON.stringify(record))
  t.deepEqual(parseStepRecord(text(RECORD)), RECORD)
  for (const name of ['../a.whl', '/a.whl', '..', '.', '', 'a\0b', 'a'.repeat(256)])
    t.is(parseStepRecord(text({ ...RECORD, outputs: [{ name, sha256: digest('a') }] })), null, name)
  for (const other of [
    { step: 'publish' },
    { previous: 'x' },
    { formatVersion: 2 },
    { more: 1 },
    { finishedAt: -1 },
  ])
    t.is(parseStepRecord(text({ ...RECORD, ...other })), null)
  t.is(parseStepRecord(Buffer.from(' '.repeat(256 * 1024) + JSON.stringify(RECORD))), null)
})
