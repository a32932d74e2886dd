import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import test, { type ExecutionContext } from 'ava'
import { campaign } from '../../scripts/fuzz/engine/campaign.ts'
import { MAX_BYTES, MAX_FILES, smallest } from '../../scripts/fuzz/engine/corpus.ts'
import { Coverage, COUNTERS } from '../../scripts/fuzz/engine/counters.ts'
import { instrument } from '../../scripts/fuzz/engine/instrument.ts'
import type { Finding } from '../../scripts/fuzz/engine/messages.ts'
import { mutate } from '../../scripts/fuzz/engine/mutate.ts'
import { Random } from '../../scripts/fuzz/engine/random.ts'
import { runTarget } from '../../scripts/fuzz/engine/run-target.ts'
import { TARGETS } from './planted.ts'

const MODULE = join(import.meta.dirname, 'planted.ts')

const folderOf = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'pip-trust-corpus-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
const WISH = { module: MODULE, seconds: 240, executions: 100, seed: 1, restarts: 0 }

/** What is found in a process of its own. */
const foundApart = async (
  t: ExecutionContext,
  target: string,
  silentMs: number,
): Promise<readonly Finding[]> =>
  (await campaign({ ...WISH, target, corpus: join(folderOf(t), 'corpus'), silentMs })).findings

/** What is found by a run in this thread. */
const foundHere = async (t: ExecutionContext, name: string): Promise<readonly Finding[]> => {
  const target = TARGETS.find((each) => each.name === name)
  if (target === undefined) throw new Error(`no target ${name}`)
  const folder = folderOf(t)
  const paths = { corpus: join(folder, 'corpus'), inputPath: join(folder, 'input') }
  const found: Finding[] = []
  await runTarget(
    target,
    { ...WISH, ...paths, target: name, silentMs: 0 },
    {
      coverage: new Coverage(),
      words: new Set(),
      cpuMs: () => (process.threadCpuUsage().user + process.threadCpuUsage().system) / 1000,
      tell: (message) => void (message.type === 'finding' && found.push(message.finding)),
    },
  )
  return found
}

const kindsOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ kind }) => kind)

test.serial(
  'an error that is not the parser’s own is found, with the shortest input that is soon met',
  async (t) => {
    const findings = await foundHere(t, 'throws')
    t.deepEqual(
      findings.map(({ kind, input }) => [kind, input]),
      [['exception', '']],
    )
  },
)

test.serial('an input that takes more than a second of CPU is found', async (t) => {
  t.deepEqual(kindsOf(await foundHere(t, 'takes long')), ['slow'])
})

test.serial('a parser that holds what it has read is found', async (t) => {
  t.deepEqual(kindsOf(await foundHere(t, 'grows')), ['growth'])
})

test.serial('nothing is found in what has no fault', async (t) => {
  t.deepEqual(await foundHere(t, 'good'), [])
})

test('a process that hangs is ended', async (t) => {
  t.deepEqual(kindsOf(await foundApart(t, 'hangs', 10_000)), ['hang'])
})

test('a process that ends by itself is found, with its input', async (t) => {
  const found = await foundApart(t, 'ends', 240_000)
  t.deepEqual(kindsOf(found), ['ended'])
  t.not(Buffer.from(found[0]?.input ?? '', 'base64').length, 'some text'.length)
})

test('instrumented text does what it did, and counts each branch', (t) => {
  const code = `
    const kind = (n) => n > 9 ? 'many' : n && 'few' || 'none'
    function sum(list) { let all = 0; for (const each of list) if (each > 0) all += each; else if (each < -5) return -1; return all }
    function word(n) { switch (n) { case 1: case 2: return 'low'; default: return 'high' } }
    const safe = (f) => { try { return f() } catch { return null } }
    ;[kind(0), kind(3), kind(10), sum([1, -1, 2]), sum([-9]), word(1), word(9), safe(() => { throw 1 })]`
  const coverage = new Coverage()
  const { code: counted, counters } = instrument(code, 'commonjs', coverage.used)
  coverage.take(counters)
  t.deepEqual(runInNewContext(counted, { [COUNTERS]: coverage.counts }), [
    'none',
    'few',
    'many',
    3,
    -1,
    'low',
    'high',
    null,
  ])
  t.true(coverage.isNew())
  t.false(coverage.isNew())
  t.true(counters > 15)
  t.true(coverage.blocks() > counters - 4)
  coverage.reset()
  t.deepEqual(coverage.reached(), [])
})

test('the same seed changes the same input in the same way, within its bounds', (t) => {
  const material = { tokens: [Buffer.from('TOKEN')], others: [Buffer.from('another input')], maxBytes: 100 }
  const changed = (seed: number): readonly Uint8Array[] => {
    const random = new Random(seed)
    const edit = () => ({ kind: random.next(), at: random.next(), size: random.next(), value: random.next() })
    return Array.from({ length: 500 }, () =>
      mutate(Buffer.from('{"a":[1,"aGVsbG8gd29ybGQhIQ=="]}'), [edit(), edit()], material),
    )
  }
  t.deepEqual(changed(7), changed(7))
  t.notDeepEqual(changed(7), changed(8))
  t.true(changed(7).every(({ length }) => length <= 100))
})

test('a corpus is cut to the inputs that reach most, within its bounds', (t) => {
  const input = (length: number, ...reached: readonly number[]) => ({
    input: new Uint8Array(length).fill(reached[0] ?? 0),
    reached,
  })
  t.deepEqual(
    smallest([input(10, 1), input(11, 1, 2), input(500, 1, 2, 3), input(12, 3), input(9, 2)]).map(
      ({ length }) => length,
    ),
    [11, 12],
  )
  t.is(smallest(Array.from({ length: 90 }, (_, at) => input(5, at))).length, MAX_FILES)
  t.deepEqual(smallest([input(MAX_BYTES + 1, 1)]), [])
})
