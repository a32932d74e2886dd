/** Tools that fetch without pip, sent to the guard: scripts/tools-matrix.ts tries all of them on every channel. */
import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openGuardedScene, told } from './guard/guarded-scene.ts'
import { CHANNELS } from './tools/channels.ts'
import { fetcherIn } from './tools/fetchers.ts'

const TRIED: ReadonlySet<string> = new Set([
  'https index',
  'the tool’s program, past the front, with an empty cache',
])

test.serial('`protect uv`: a tampered wheel is refused, past the front nothing comes at all', async (t) => {
  const scene = await openGuardedScene(t, ({ python }) => Number(python.minor.slice(2)) >= 10)
  const uv = await fetcherIn(scene, 'uv')
  await scene.protect('uv')
  for (const { name, attempt, expected } of CHANNELS.filter((channel) => TRIED.has(channel.name)))
    t.is(await attempt(uv, scene), expected.uv, name)
  const shellenv = await scene.home.trustctl(['shellenv', '--json'])
  t.like(JSON.parse(shellenv.stdout), {
    functions: { uv: join(scene.home.paths.guardedToolsBin, 'uv') },
  })
  const undone = await scene.home.trustctl(['unprotect', 'uv'])
  t.is(undone.code, 0, told(undone))
  t.false(existsSync(join(scene.home.root, 'home/.config/uv/uv.toml')))
  t.is(await readFile(scene.pipConf, 'utf8'), scene.pipConfText)
})
