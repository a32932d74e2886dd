import { randomBytes } from 'node:crypto'
import { makeWheel, type ServedFile, type ServedProject } from '../test/world/index/index.ts'
import {
  attested,
  existingPairs,
  startScene,
  trustWorld,
  type Pair,
  type Scene,
} from '../test/e2e/harness/index.ts'
import { createSigstoreWorld, type World } from '../test/world/sigstore/index.ts'
import { startShaper, type Shape } from './shaper.ts'

/** A scene that serves new wheels for each round. */
export interface Stage {
  readonly scene: Scene
  /** Sets out wheels that nobody has seen; returns their names. */
  readonly newWheels: (count: number) => readonly string[]
  /** Installs into an environment made for it; the time is that of pip alone. */
  readonly install: (names: readonly string[], guarded: boolean) => Promise<number>
  readonly close: () => Promise<void>
}

/** What people run: a report is written only when asked for. */
export const NO_REPORT = { PIP_TRUST_REPORT: '' } as const

/** Random, so that it doesn't compress: the wheels weigh what they say. */
const WHEEL_BYTES = 200_000

function newWheel(name: string, world: World): ServedFile {
  const payload = randomBytes(WHEEL_BYTES * 0.75).toString('base64')
  const wheel = makeWheel({
    project: name,
    version: '1.0',
    files: { [`${name}.py`]: `DATA = '${payload}'\n` },
  })
  return attested(world, wheel)
}

/** The newest pip on the newest Python, as most users will soon have. */
export async function newestPair(): Promise<Pair> {
  const pair = (await existingPairs()).at(-1)
  if (pair === undefined) throw new Error('no Python from 3.8 on is on this machine')
  return pair
}

/** Opens a stage whose wheels are all attested; with a shape, pip reaches the index over a line of that shape. */
export async function openStage(pair: Pair, shape: Shape | null): Promise<Stage> {
  const scene = await startScene(pair, { site: {} })
  const world = await createSigstoreWorld()
  await trustWorld(scene.home, world)
  const indexPort = Number(new URL(scene.index.base).port)
  const shaper = shape === null ? null : await startShaper(indexPort, shape)
  const indexUrl = `https://localhost:${shaper?.port ?? indexPort}/simple/`
  let sets = 0
  const newWheels: Stage['newWheels'] = (count) => {
    // names are new too: other bytes under a name that was seen before are refused
    sets += 1
    const names = Array.from({ length: count }, (_, number) => `bench${number}set${sets}`)
    const projects: readonly ServedProject[] = names.map((name) => ({
      name,
      files: [newWheel(name, world)],
    }))
    scene.index.replace({ api: '1.4', projects })
    return names
  }
  const install: Stage['install'] = async (names, guarded) => {
    const venv = await scene.home.venv(pair)
    const pip = guarded ? scene.pip : scene.barePip
    const result = await pip(['install', '--quiet', '--no-cache-dir', ...names], {
      venv,
      env: { PIP_INDEX_URL: indexUrl, ...NO_REPORT },
    })
    if (result.code !== 0) throw new Error(`pip ended with ${result.code}\n${result.stderr}`)
    return result.elapsedMs
  }
  const close = async (): Promise<void> => {
    await shaper?.close()
    await scene.close()
  }
  return { scene, newWheels, install, close }
}
