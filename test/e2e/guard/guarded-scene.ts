import assert from 'node:assert'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { makeWheel, sha256Hex, type Site } from '../../world/index/index.ts'
import { createSigstoreWorld } from '../../world/sigstore/index.ts'
import { attested, runCommand, samplePair, startScene, trustWorld } from '../harness/index.ts'
import type { CommandResult, Pair, Scene } from '../harness/index.ts'

/** A person with an index in their own `pip.conf`, who has no shim on PATH. */
export interface GuardedScene extends Scene {
  readonly site: Site
  readonly pipConf: string
  readonly pipConfText: string
  /** Runs a program with the person's environment, without the shims and without pip's variables. */
  readonly run: (
    program: string,
    args: readonly string[],
    extra?: Readonly<Record<string, string>>,
  ) => Promise<CommandResult>
  readonly protect: (...what: readonly string[]) => Promise<CommandResult>
}

/** The same for a test, which ends it. */
export async function openGuardedScene(
  t: ExecutionContext,
  wanted?: (pair: Pair) => boolean,
): Promise<GuardedScene> {
  const scene = await startGuardedScene(await samplePair(t.title, wanted))
  t.teardown(scene.close)
  t.log(`pip ${scene.venv.pipVersion}, Python ${scene.venv.pair.python.version}`)
  return scene
}

/** tox and its like start several Pythons, one after the other. */
const RUN_MS = 300_000

const SCRIPT = (project: string): Readonly<Record<string, string>> => ({
  [`${project}.py`]: 'def main():\n    pass\n',
  [`${project}-1.0.dist-info/entry_points.txt`]: `[console_scripts]\n${project} = ${project}:main\n`,
})

/** `alpha` is good; `omega` has an attestation that is about other bytes, which bare pips install without a word. */
export async function startGuardedScene(pair: Pair): Promise<GuardedScene> {
  const world = await createSigstoreWorld()
  const wheelOf = (project: string): ReturnType<typeof makeWheel> =>
    makeWheel({ project, version: '1.0', files: SCRIPT(project) })
  const projects = [
    { name: 'alpha', files: [attested(world, wheelOf('alpha'))] },
    {
      name: 'omega',
      files: [attested(world, wheelOf('omega'), { sha256: sha256Hex(Buffer.from('other bytes')) })],
    },
  ]
  const site: Site = { api: '1.4', projects }
  const scene = await startScene(pair, { site })
  await trustWorld(scene.home, world)
  const pipConf = join(scene.home.root, 'home/.config/pip/pip.conf')
  const pipConfText = `# mine\n[global]\nindex-url = ${scene.index.indexUrl}\ncert = ${scene.caFile}\n\n[list]\nformat = json\n`
  await mkdir(dirname(pipConf), { recursive: true })
  await writeFile(pipConf, pipConfText, { mode: 0o644 })
  const run: GuardedScene['run'] = async (program, args, extra = {}) =>
    await runCommand(program, args, {
      cwd: scene.home.work,
      timeoutMs: RUN_MS,
      env: { ...scene.home.env(scene.venv), PATH: `${scene.venv.bin}:/usr/bin:/bin`, ...extra },
    })
  const protect: GuardedScene['protect'] = async (...what) => {
    const result = await scene.home.trustctl(['protect', '--no-systemd', ...what])
    assert.strictEqual(result.code, 0, told(result))
    return result
  }
  return { ...scene, site, pipConf, pipConfText, run, protect }
}

/** It is refused what is tampered, by the daemon's verdict, and installs what is good. Throws otherwise. */
export async function mustBeGuarded(install: (project: string) => Promise<CommandResult>): Promise<void> {
  const bad = await install('omega')
  assert.notStrictEqual(bad.code, 0, told(bad))
  assert.ok(told(bad).includes('TC2111'), told(bad))
  const good = await install('alpha')
  assert.strictEqual(good.code, 0, told(good))
}

export const told = ({ code, stdout, stderr }: CommandResult): string => `exit ${code}\n${stdout}\n${stderr}`
