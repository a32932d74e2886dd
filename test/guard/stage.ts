import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { openDaemon, type DaemonConnection } from '../../src/client/index.ts'
import { createScratchHome, samplePair, type ScratchHome, type Venv } from '../e2e/harness/index.ts'
import { LIB } from '../cli/trustctl.ts'
import { VERSION } from '../daemon/running-daemon.ts'

/** A user with the product, one environment, and a session with their daemon. */
export interface Stage {
  readonly home: ScratchHome
  readonly venv: Venv
  readonly daemon: DaemonConnection
  /** The front, as PATH finds it. */
  readonly shim: string
}

/** Sets the stage; `prepare` fills the home before the daemon starts. */
export async function setStage(
  t: ExecutionContext,
  prepare: (home: ScratchHome) => Promise<void> = () => Promise.resolve(),
): Promise<Stage> {
  const pair = await samplePair(t.title)
  const home = await createScratchHome([pair.python.minor])
  const open: DaemonConnection[] = []
  t.teardown(async () => {
    await Promise.all(open.map((each) => each.close()))
    await home.dispose()
  })
  await prepare(home)
  const venv = await home.venv(pair)
  const env = { ...home.env(venv) }
  const launch = { node: process.execPath, script: join(LIB, 'dist/trustd.cjs'), lib: LIB, env }
  const daemon = await openDaemon({ paths: home.paths, launch, client: 'trustctl', version: VERSION })
  open.push(daemon)
  t.log(`pip ${venv.pipVersion}, Python ${pair.python.version}`)
  return { home, venv, daemon, shim: join(home.installation.shims, 'pip') }
}
