import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { homePaths, openDaemon, readGuardRecord } from '../src/client/index.ts'
import { startInterceptor } from './interceptor/index.ts'

/**
 * The interceptor: one resident process per user between pip and its indexes.
 *
 *   runs/          what witnesses say and ask, on a Unix socket; a run's life and its summary
 *   pip-settings/  pip's own settings as upstream settings; how pip is pointed here
 *   ca/            certificates for the hosts that pip asks for
 *   proxy/         tunnel ▶ upstream ▶ what came ▶ gate ▶ pip
 *   gather/        evidence from the index and beside the file ▶ the question ▶ the daemon's verdict
 *   interceptor/   joins them, and begins and ends the process
 *
 *   guard/         the same for programs that no witness is in, at a port that stays
 *
 * Started as `node interceptor.cjs --lib DIR [--resident]`; DIR holds package.json and `dist/trustd.cjs`. A resident one is
 * there for the guard: systemd keeps it, and it takes the place of one that a pip started.
 */
const DEFAULT_IDLE_SECONDS = 600
/** There is no guard to be resident for: the unit is not started again (`RestartPreventExitStatus`). */
const NO_GUARD_STATUS = 78

async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const lib = resolve(argv[argv.indexOf('--lib') + 1] ?? '.')
  const paths = homePaths(env)
  const version = versionOf(lib)
  const resident = argv.includes('--resident')
  if (resident && (await readGuardRecord(paths)) === null) process.exit(NO_GUARD_STATUS)
  const launch = { node: process.execPath, script: join(lib, 'dist', 'trustd.cjs'), lib }
  const interceptor = await startInterceptor({
    paths,
    version,
    resident,
    idleMs: 1000 * idleSeconds(env['PIP_TRUST_IDLE_SECONDS']),
    openDaemon: () => openDaemon({ paths, launch, client: 'shim', version }),
    clock: Date.now,
  })
  if (interceptor === null) return
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => interceptor.stop())
  await interceptor.over
}

function versionOf(lib: string): string {
  const found: unknown = JSON.parse(readFileSync(join(lib, 'package.json'), 'utf8'))
  const isNamed =
    typeof found === 'object' && found !== null && 'version' in found && typeof found.version === 'string'
  if (!isNamed) throw new Error(`\`${lib}\` is not pip-trust's library folder`)
  return String(found.version)
}

function idleSeconds(text: string | undefined): number {
  const seconds = Number(text ?? DEFAULT_IDLE_SECONDS)
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : DEFAULT_IDLE_SECONDS
}

main(process.argv.slice(2), process.env).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(
      `pip-trust: the interceptor cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    process.exit(1)
  },
)
