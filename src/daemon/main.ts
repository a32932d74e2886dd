/** trustd: the composition root. Effects come in here; everything else is handed what it needs. */
import { fileURLToPath } from 'node:url'
import { PipTrustError } from '../errors/index.ts'
import { ensurePrivateFolder } from '../files/index.ts'
import { DEFAULT_SETTINGS } from '../sources/index.ts'
import { limits, Verifier } from '../verify/index.ts'
import { startDaemon } from './daemon.ts'
import { logLine, openLog, type Log } from './log.ts'
import { readArguments, versionOf } from './options.ts'
import { verifierThreads } from './verifier/threads.ts'

async function main(): Promise<void> {
  // Whatever is made from here on is this user's alone.
  process.umask(0o077)
  const { paths, lib } = readArguments(process.argv.slice(2), process.env)
  await ensurePrivateFolder(paths.state)
  const log = openLog(paths.daemonLog, {
    maxBytes: DEFAULT_SETTINGS.logMaxKilobytes * 1024,
    now: () => new Date(),
  })
  const verifier = new Verifier(verifierThreads(threadScript()), limits.THREAD_LIMITS)
  const daemon = await startDaemon(
    {
      paths,
      lib,
      version: await versionOf(lib),
      fetch,
      verifier,
      clock: () => Math.floor(Date.now() / 1000),
      monotonicMs: () => performance.now(),
    },
    log,
  )
  if (daemon === null) return
  // While pip is still busy with its imports.
  verifier.warm()
  obeySignals(daemon, log)
  await daemon.ended
  log.close()
  process.exit(0)
}

/** What threads run: beside the bundle its own bundle, beside the source its source. */
function threadScript(): string {
  const isBundle = import.meta.url.endsWith('.cjs')
  return fileURLToPath(new URL(isBundle ? 'verifier.cjs' : 'verifier/main.ts', import.meta.url))
}

function obeySignals(daemon: NonNullable<Awaited<ReturnType<typeof startDaemon>>>, log: Log): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.write('info', `${signal} came`)
      void daemon.stop({ drain: true })
    })
  }
  process.on('SIGHUP', () => void daemon.reload())
}

/** stderr is the log where a client started the daemon; the client reads the last words there. */
function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  const hint = error instanceof PipTrustError ? (error.hint ?? null) : null
  process.stderr.write(logLine('fatal', message, { hint }, new Date()))
  process.exit(1)
}

main().catch(fail)
