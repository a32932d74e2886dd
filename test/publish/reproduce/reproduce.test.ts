import test from 'ava'
import { parseSha256 } from '../../../src/encoding/index.ts'
import { BuildError, type BuildLock } from '../../../src/publish/build/index.ts'
import type { ComparedFile } from '../../../src/publish/difference/index.ts'
import type { Builder } from '../../../src/publish/reproduce/builder.ts'
import { readPublishedWheel, type Attempt } from '../../../src/publish/reproduce/plan/index.ts'
import { reproduce } from '../../../src/publish/reproduce/reproduce.ts'
import type { Reproduction } from '../../../src/publish/reproduce/index.ts'
import { INFO, poked, wheel } from '../difference/artifacts.ts'

const NAME = 'foo-1.0-py3-none-any.whl'
const PUBLISHED = wheel()
const OTHER_TIMES = poked(wheel(), 12, 0x58215a7e, 4)
const OTHER_TEXT = wheel({ 'foo/__init__.py': 'evil()\n' })
const UPLOADED = Date.UTC(2024, 0, 2) / 1000
const DAY = 24 * 3600

function lockOf(python: string, asOf: number): BuildLock {
  const sha256 = parseSha256('0'.repeat(64))
  if (sha256 === null) throw new Error('no digest')
  return {
    asOf: new Date(asOf * 1000).toISOString(),
    python,
    platform: 'linux-x86_64',
    installer: { version: '26.3', sha256 },
    requires: [],
    dynamic: { sdist: [], wheel: [] },
    wheels: [],
  }
}

interface Bench {
  readonly builder: Builder
  readonly asked: string[]
}

type Make = (attempt: Attempt, python: string, asOf: number) => Uint8Array | ComparedFile

/** A builder that gives what `make` says, and keeps what was asked of it. */
function bench(make: Make, noTools: (python: string) => BuildError | null = () => null): Bench {
  const asked: string[] = []
  const builder: Builder = {
    source: { kind: 'sdist', filename: 'foo-1.0.tar.gz', sha256: '0'.repeat(64) },
    isolation: 'unshare',
    withOwnTools: null,
    withTools: async (python, asOf, pins) => {
      asked.push(`tools ${python} ${pins.join(' ')}`)
      const error = noTools(python)
      if (error !== null) throw error
      return {
        tools: lockOf(python, asOf),
        close: async () => {
          asked.push('close')
        },
        build: async (attempt) => {
          asked.push(`${attempt.kind}${attempt.wheelTag === null ? '' : ` ${attempt.wheelTag}`}`)
          const made = make(attempt, python, asOf)
          return 'filename' in made ? made : { filename: NAME, bytes: made }
        },
      }
    },
  }
  return { builder, asked }
}

async function run({ builder }: Bench, cameOut: number | null = null): Promise<Reproduction> {
  const times = { uploadedAt: UPLOADED, isUploadKnown: true, backendCameOut: cameOut }
  return await reproduce(
    await readPublishedWheel({ filename: NAME, bytes: PUBLISHED }),
    times,
    builder,
    () => {},
  )
}

const failure = new BuildError('backend', { message: 'no module named distutils' })

test('the first identical build ends it', async (t) => {
  const made = bench(() => PUBLISHED)
  const found = await run(made, UPLOADED - 400 * DAY)
  t.is(found.grade, 'identical')
  t.is(found.best?.attempt.kind, 'epoch')
  t.deepEqual(made.asked, ['tools 3.12 wheel==0.40.0', 'epoch', 'close'])
})

test('the surroundings are tried in their order, and the best counts', async (t) => {
  const made = bench(({ kind }) =>
    kind === 'replay' ? PUBLISHED : kind === 'files' ? OTHER_TIMES : OTHER_TEXT,
  )
  const found = await run(made)
  t.is(found.grade, 'identical')
  t.is(found.best?.attempt.kind, 'replay')
  t.deepEqual(made.asked, ['tools 3.12 wheel==0.40.0', 'epoch', 'files', 'replay', 'close'])
})

test('a worse build after a better one changes nothing', async (t) => {
  const found = await run(bench(({ kind }) => (kind === 'epoch' ? OTHER_TIMES : OTHER_TEXT)))
  t.is(found.grade, 'container')
  t.is(found.best?.attempt.kind, 'epoch')
})

test('other contents are never better than different, whatever is tried', async (t) => {
  const found = await run(
    bench(() => OTHER_TEXT),
    UPLOADED - 400 * DAY,
  )
  t.is(found.grade, 'different')
  t.is(found.trials.length, 6)
})

test('where nothing is identical, tools of the back-end’s own day are tried, too', async (t) => {
  const made = bench((_attempt, _python, asOf) => (asOf < UPLOADED ? PUBLISHED : OTHER_TEXT))
  t.is((await run(made, UPLOADED - 400 * DAY)).grade, 'identical')
  t.deepEqual(
    made.asked.filter((each) => each.startsWith('tools')),
    ['tools 3.12 wheel==0.40.0', 'tools 3.10 wheel==0.40.0'],
  )
})

test('a Python that can’t build it gives way to its neighbour', async (t) => {
  const made = bench((_attempt, python) => {
    if (python === '3.12') throw failure
    return PUBLISHED
  })
  const found = await run(made)
  t.is(found.grade, 'identical')
  t.is(found.best?.tools.python === '3.12', false)
  t.deepEqual(made.asked.slice(0, 3), ['tools 3.12 wheel==0.40.0', 'epoch', 'close'])
})

test('Pythons that aren’t here are passed over, however many', async (t) => {
  const absent = new BuildError('interpreter', { message: 'none on PATH' })
  const made = bench(
    () => PUBLISHED,
    (python) => (python === '3.14' ? null : absent),
  )
  t.is((await run(made)).best?.tools.python, '3.14')
})

test('the tools that the source locks come first; without a day they are all that is tried', async (t) => {
  const { builder, asked } = bench(() => OTHER_TEXT)
  const published = await readPublishedWheel({ filename: NAME, bytes: PUBLISHED })
  const own = (): ReturnType<Builder['withTools']> => builder.withTools('3.11', UPLOADED, ['own'])
  const times = { uploadedAt: UPLOADED, isUploadKnown: true, backendCameOut: null }
  await reproduce(published, times, { ...builder, withOwnTools: own }, () => {})
  t.deepEqual(
    asked.filter((each) => each.startsWith('tools')),
    ['tools 3.11 own', 'tools 3.12 wheel==0.40.0'],
  )
  const stale = async (): Promise<never> => {
    throw new BuildError('stale-lock', { message: 'made for something else' })
  }
  const found = await reproduce(published, null, { ...builder, withOwnTools: stale }, () => {})
  t.is(found.grade, 'unbuilt')
  t.deepEqual(
    found.trials.map((trial) => trial.kind === 'failed' && trial.why),
    ['made for something else'],
  )
})

test('what nothing can build is graded so, with why', async (t) => {
  const found = await run(
    bench(() => {
      throw failure
    }),
  )
  t.is(found.grade, 'unbuilt')
  t.is(found.best, null)
  t.deepEqual(
    found.trials.map((trial) => trial.kind === 'failed' && trial.why),
    Array(3).fill(failure.message),
  )
})

test('a lock that can’t be made is about the project; an index that is away is not', async (t) => {
  const resolve = new BuildError('resolve', { message: 'no such version' })
  t.is(
    (
      await run(
        bench(
          () => PUBLISHED,
          () => resolve,
        ),
      )
    ).grade,
    'unbuilt',
  )
  const away = new BuildError('unavailable', { message: 'no route' })
  await t.throwsAsync(
    run(
      bench(
        () => PUBLISHED,
        () => away,
      ),
    ),
    { code: 'unavailable' },
  )
  const digest = new BuildError('digest', { message: 'other bytes' })
  await t.throwsAsync(
    run(
      bench(
        () => PUBLISHED,
        () => digest,
      ),
    ),
    { code: 'digest' },
  )
})

test('tools are put away also where a build ends with an error of this machine', async (t) => {
  const made = bench(() => {
    throw new BuildError('isolation', { message: 'no room' })
  })
  await t.throwsAsync(run(made), { code: 'isolation' })
  t.is(made.asked.at(-1), 'close')
})

test('where every build has other tags, they are asked for by option', async (t) => {
  const text =
    'Wheel-Version: 1.0\nGenerator: bdist_wheel (0.40.0)\nRoot-Is-Purelib: true\nTag: py2-none-any\n'
  const made = bench(({ wheelTag }) =>
    wheelTag === 'py3'
      ? PUBLISHED
      : { filename: 'foo-1.0-py2-none-any.whl', bytes: wheel({ [`${INFO}/WHEEL`]: text }) },
  )
  t.is((await run(made)).grade, 'identical')
  t.deepEqual(made.asked.slice(1), ['epoch', 'files', 'replay', 'epoch py3', 'close'])
})
