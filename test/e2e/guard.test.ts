/** pips that no shim sees: what the guard's proxy refuses, what the witness in a `.pth` refuses, and how it ends. */
import { readFile, stat } from 'node:fs/promises'
import test from 'ava'
import { mustBeGuarded, openGuardedScene, told } from './guard/guarded-scene.ts'
import { ROADS, TOOLS, tryTool } from './guard/tools.ts'
import { SAMPLE_SEED, seededNumber } from './harness/index.ts'

test.serial('`protect user`: `venv/bin/python -m pip`, also `-I`, is refused what is tampered', async (t) => {
  const scene = await openGuardedScene(t)
  await scene.protect('user')
  for (const flags of [[], ['-I']]) {
    const words = [...flags, '-m', 'pip', 'install', '--force-reinstall']
    await mustBeGuarded((project) => scene.run(scene.venv.python, [...words, project]))
  }
  t.deepEqual(await scene.installed(), ['alpha-1.0'])
  const undone = await scene.home.trustctl(['unprotect', 'user'])
  t.is(undone.code, 0, told(undone))
  t.is(await readFile(scene.pipConf, 'utf8'), scene.pipConfText)
  t.is((await stat(scene.pipConf)).mode & 0o777, 0o644)
})

test.serial(
  '`protect VENV`: every way to start its pip is witnessed, `--isolated` and `-I` among them',
  async (t) => {
    const scene = await openGuardedScene(t)
    await scene.protect(scene.venv.folder)
    const index = ['--index-url', scene.index.indexUrl, '--cert', scene.caFile]
    const ways: readonly (readonly [string, readonly string[]])[] = [
      [scene.venv.python, ['-I', '-m', 'pip', '--isolated', 'install']],
      [`${scene.venv.bin}/pip`, ['install', '--proxy', '']],
    ]
    for (const [program, words] of ways)
      await mustBeGuarded((project) => scene.run(program, [...words, '--force-reinstall', ...index, project]))
    t.deepEqual(await scene.installed(), ['alpha-1.0'])
  },
)

const cases = TOOLS.flatMap((tool) => ROADS.map((road) => ({ tool, road })))
const sample = cases[seededNumber(`${SAMPLE_SEED} tools`, cases.length)]

if (sample !== undefined)
  test.serial(
    `${sample.tool.name}, ${sample.road} protected: scripts/guard-tools.ts tries all`,
    async (t) => {
      const scene = await openGuardedScene(t, ({ python }) => Number(python.minor.slice(2)) >= 10)
      await t.notThrowsAsync(tryTool(sample.tool, sample.road, scene))
    },
  )
