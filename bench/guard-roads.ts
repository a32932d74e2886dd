import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CommandResult, Pair, Venv } from '../test/e2e/harness/index.ts'
import { NO_REPORT, openStage, type Stage } from './stage.ts'

/** One way in which a pip comes to be watched, or the pip that nobody watches. */
export interface Road {
  readonly name: string
  readonly newWheels: Stage['newWheels']
  /** A call of pip in an environment that was made for it; the time is that of pip alone, milliseconds. */
  readonly pip: (args: readonly string[]) => Promise<number>
  readonly close: () => Promise<void>
}

/** The person's own pip.conf has it then, as the guard wants to find it. */
const NOT_BY_ENVIRONMENT = { PIP_INDEX_URL: '', PIP_CERT: '' } as const

/** Bare pip and the front: both in one scene, which `close` of the first one closes. */
export async function openBareAndFront(pair: Pair): Promise<readonly [bare: Road, front: Road]> {
  const { scene, newWheels, close } = await openStage(pair, null)
  const by =
    (pip: typeof scene.pip): Road['pip'] =>
    async (args) =>
      elapsed(await pip(args, { venv: await scene.home.venv(pair), env: NO_REPORT }))
  return [
    { name: 'bare', newWheels, pip: by(scene.barePip), close },
    { name: 'front', newWheels, pip: by(scene.pip), close: async () => {} },
  ]
}

/** `guard`: `protect user`, whose pips have a proxy and no witness; `witness`: `protect VENV`. No shim is on the way. */
export async function openGuarded(pair: Pair, kind: 'guard' | 'witness'): Promise<Road> {
  const { scene, newWheels, close } = await openStage(pair, null)
  const pipConf = join(scene.home.root, 'home/.config/pip/pip.conf')
  await mkdir(dirname(pipConf), { recursive: true })
  await writeFile(pipConf, `[global]\nindex-url = ${scene.index.indexUrl}\ncert = ${scene.caFile}\n`)
  const protect = async (what: string): Promise<void> => {
    const { code, stderr } = await scene.home.trustctl(['protect', '--no-systemd', what])
    if (code !== 0) throw new Error(`\`trustctl protect ${what}\` ended with ${code}\n${stderr}`)
  }
  if (kind === 'guard') await protect('user')
  const newVenv = async (): Promise<Venv> => {
    const venv = await scene.home.venv(pair)
    if (kind === 'witness') await protect(venv.folder)
    return venv
  }
  const env = { ...NO_REPORT, ...NOT_BY_ENVIRONMENT }
  return {
    name: kind,
    newWheels,
    pip: async (args) => elapsed(await scene.barePip(args, { venv: await newVenv(), env })),
    close,
  }
}

function elapsed({ code, stderr, elapsedMs }: CommandResult): number {
  if (code !== 0) throw new Error(`pip ended with ${code}\n${stderr}`)
  return elapsedMs
}
