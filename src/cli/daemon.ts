import { ClientError, openDaemon, type DaemonConnection } from '../client/index.ts'
import type { Cli } from './cli.ts'

/** Does something in a session with the daemon, which is started where need be, and ends the session. */
export async function withDaemon<T>(cli: Cli, work: (daemon: DaemonConnection) => Promise<T>): Promise<T> {
  return during(await open(cli, true), work)
}

/** The same where the daemon runs already, of whatever version; null where it doesn't. */
export async function withRunningDaemon<T>(
  cli: Cli,
  work: (daemon: DaemonConnection) => Promise<T>,
): Promise<T | null> {
  const daemon = await open(cli, false).catch(ifAbsent)
  return daemon === null ? null : during(daemon, work)
}

function open(cli: Cli, start: boolean): Promise<DaemonConnection> {
  return openDaemon({
    paths: cli.paths,
    launch: start ? cli.launch : null,
    client: 'trustctl',
    version: cli.version,
    anyVersion: !start,
  })
}

async function during<T>(
  daemon: DaemonConnection,
  work: (daemon: DaemonConnection) => Promise<T>,
): Promise<T> {
  try {
    return await work(daemon)
  } finally {
    await daemon.close()
  }
}

function ifAbsent(error: unknown): null {
  if (error instanceof ClientError && error.code === 'unreachable') return null
  throw error
}
