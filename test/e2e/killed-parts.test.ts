/** Parts killed in the middle of a run: pip installs the whole thing or nothing, and the next run works. */
import test from 'ava'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { makeWheel } from '../world/index/index.ts'
import {
  attested,
  openScene,
  pidOf,
  signalPart,
  story,
  trustWorld,
  until,
  type Resident,
} from './harness/index.ts'

const big = makeWheel({
  project: 'alpha',
  version: '1.0',
  files: { 'alpha.py': `DATA = '${'x'.repeat(200_000)}'\n` },
})
/** The file takes about two seconds: time to die in. */
const transport = { pieces: { count: 20, pauseMs: 100 } }

for (const part of ['interceptor', 'daemon'] as const satisfies readonly Resident[]) {
  test.serial(`the ${part} killed while a file comes`, async (t) => {
    const world = await createSigstoreWorld()
    const projects = [{ name: 'alpha', files: [attested(world, big, {})] }]
    const scene = await openScene(t, { site: { projects }, transport })
    await trustWorld(scene.home, world)
    const running = scene.pip(['install', '--no-cache-dir', '--retries', '0', 'alpha'])
    await until(
      () => scene.index.requests().some(({ path }) => path.endsWith('.whl')),
      'a request for the file',
    )
    t.true(signalPart(part, scene.home.trustHome, 'SIGKILL'))
    const result = await running
    if (result.code === 0) {
      t.is(result.report?.counts.verified, 1, story(result))
      t.deepEqual(await scene.installed(), ['alpha-1.0'])
    } else {
      t.regex(result.stderr, /TC5\d{3}/, story(result))
      t.deepEqual(await scene.installed(), [])
    }
    const next = await scene.pip(['install', '--no-cache-dir', '--force-reinstall', 'alpha'])
    t.is(next.code, 0, story(next))
    t.is(next.report?.counts.verified, 1, story(next))
    t.deepEqual(await scene.installed(), ['alpha-1.0'])
  })
}

test.serial('two runs at once share the parts', async (t) => {
  const world = await createSigstoreWorld()
  const projects = [{ name: 'alpha', files: [attested(world, big)] }]
  const scene = await openScene(t, { site: { projects } })
  await trustWorld(scene.home, world)
  const other = await scene.home.venv(scene.venv.pair)
  const results = await Promise.all([
    scene.pip(['install', 'alpha']),
    scene.pip(['install', 'alpha'], { venv: other }),
    scene.pip(['download', '-d', 'got', 'alpha']),
  ])
  for (const result of results) t.is(result.code, 0, story(result))
  t.deepEqual(
    results.map(({ report }) => report?.counts.verified),
    [1, 1, 1],
  )
  const parts = [pidOf('interceptor', scene.home.trustHome), pidOf('daemon', scene.home.trustHome)]
  t.true(parts.every((pid) => pid !== null))
})

test.serial(
  'a signal in mid-download ends pip as it ends a bare one, and nothing is left half-written',
  async (t) => {
    const world = await createSigstoreWorld()
    const projects = [{ name: 'alpha', files: [attested(world, big)] }]
    const scene = await openScene(t, { site: { projects }, transport })
    await trustWorld(scene.home, world)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const ends = []
      for (const pip of [scene.pip, scene.barePip]) {
        const before = scene.index.requests().length
        const asked = (): boolean =>
          scene.index
            .requests()
            .slice(before)
            .some(({ path }) => path.endsWith('.whl'))
        const result = await pip(['install', '--no-cache-dir', 'alpha'], {
          onStart: (child) => void until(asked, 'a request for the file').then(() => child.kill(signal)),
        })
        ends.push({ code: result.code, signal: result.signal })
        t.deepEqual(await scene.installed(), [])
      }
      t.deepEqual(ends[0], ends[1], signal)
    }
    t.is((await scene.pip(['install', '--no-cache-dir', 'alpha'])).code, 0)
  },
)
