import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { makeWheel, sha256Hex } from '../../world/index/index.ts'
import { createSigstoreWorld } from '../../world/sigstore/index.ts'
import { attested, openScene, runCommand, trustWorld } from '../harness/index.ts'
import type { CommandResult, Pair, Scene } from '../harness/index.ts'

/** A person with an index in their own `pip.conf`, who has no shim on PATH. */
export interface GuardedScene extends Scene {
  readonly pipConf: string
  readonly pipConfText: string
  /** Runs a program with the person's environment, without the shims and without pip's variables. */
  readonly run: (
    program: string,
    args: readonly string[],
    extra?: Readonly<Record<string, string>>,
    cwd?: string,
  ) => Promise<CommandResult>
  readonly protect: (...what: readonly string[]) => Promise<CommandResult>
}

/** `alpha` is good; `omega` has an attestation that is about other bytes, which bare pips install without a word. */
export async function openGuardedScene(
  t: ExecutionContext,
  wanted?: (pair: Pair) => boolean,
): Promise<GuardedScene> {
  const world = await createSigstoreWorld()
  const [alpha, omega] = ['alpha', 'omega'].map((project) => makeWheel({ project, version: '1.0' }))
  if (alpha === undefined || omega === undefined) throw new Error('two were made')
  const site = {
    projects: [
      { name: 'alpha', files: [attested(world, alpha)] },
      { name: 'omega', files: [attested(world, omega, { sha256: sha256Hex(Buffer.from('other bytes')) })] },
    ],
  }
  const scene = await openScene(t, { site, ...(wanted && { wanted }) })
  await trustWorld(scene.home, world)
  const home = join(scene.home.root, 'home')
  const pipConf = join(home, '.config/pip/pip.conf')
  const pipConfText = `# mine\n[global]\nindex-url = ${scene.index.indexUrl}\ncert = ${scene.caFile}\n\n[list]\nformat = json\n`
  await mkdir(dirname(pipConf), { recursive: true })
  await writeFile(pipConf, pipConfText, { mode: 0o644 })
  const run: GuardedScene['run'] = async (program, args, extra = {}, cwd = scene.home.work) =>
    await runCommand(program, args, {
      cwd,
      env: { ...scene.home.env(scene.venv), PATH: `${scene.venv.bin}:/usr/bin:/bin`, ...extra },
    })
  const protect: GuardedScene['protect'] = async (...what) => {
    const result = await scene.home.trustctl(['protect', '--no-systemd', ...what])
    t.is(result.code, 0, result.stderr)
    return result
  }
  return { ...scene, pipConf, pipConfText, run, protect }
}

/** It installed what is good and was refused what is tampered, by the daemon's verdict. */
export async function expectGuarded(
  t: ExecutionContext,
  scene: GuardedScene,
  install: (project: string) => Promise<CommandResult>,
): Promise<void> {
  const bad = await install('omega')
  t.not(bad.code, 0, told(bad))
  t.true(told(bad).includes('TC2111'), told(bad))
  const good = await install('alpha')
  t.is(good.code, 0, told(good))
}

export const told = ({ code, stdout, stderr }: CommandResult): string => `exit ${code}\n${stdout}\n${stderr}`
