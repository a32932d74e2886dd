import { ensurePrivateFolder } from '../files/index.ts'
import { ClientError } from './client-error.ts'
import type { DaemonConnection } from './daemon-connection.ts'
import { watchFolder, type FolderChanges } from './folder-changes.ts'
import type { HomePaths } from './home-paths.ts'
import { launchDaemon, type Launch, type Launched } from './launch.ts'

export type { Launch } from './launch.ts'

export interface OpenDaemonOptions {
  readonly paths: HomePaths
  /** How to start the daemon when it isn't there; null: don't. */
  readonly launch: Launch | null
  readonly client: 'shim' | 'trustctl'
  /** This program's version; a daemon of another one is asked to drain and a new one is started. */
  readonly version: string
  /** True: speak with whatever version runs, as stopping it and asking how it is must. */
  readonly anyVersion?: boolean
  readonly signal?: AbortSignal
  /** How long everything may take, until the daemon has said hello; 10 s unless told. */
  readonly timeoutMs?: number
}

const OPEN_TIMEOUT_MS = 10_000
/** Waits between attempts while the daemon starts; a change in the folder ends one early. */
const FIRST_WAIT_MS = 10
const LONGEST_WAIT_MS = 250

/**
 * Reaches the daemon, starting it where need be, and says hello. Resolves with a session whose daemon has policy and
 * trust loaded. Rejects with a `ClientError`: `unreachable`, `refused` (something else is at the socket's place, or it
 * belongs to another user), `version`, `protocol` or `timeout`.
 */
export async function openDaemon(options: OpenDaemonOptions): Promise<DaemonConnection> {
  await ensurePrivateFolder(options.paths.run)
  const limit = AbortSignal.timeout(options.timeoutMs ?? OPEN_TIMEOUT_MS)
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit])
  return (await attempt(options, signal)) ?? (await startAndWait(options, signal))
}

/** One try: null when no daemon of this version listens now. */
async function attempt(options: OpenDaemonOptions, signal: AbortSignal): Promise<DaemonConnection | null> {
  // Loaded when there is somebody to speak with: most verbs of trustctl speak with nobody.
  const [{ connectSocket }, { openSession }] = await Promise.all([
    import('./connect-socket.ts'),
    import('./session.ts'),
  ])
  const socket = await connectSocket(options.paths.daemonSocket, signal)
  if (socket === null) return null
  const session = await openSession(socket, { name: options.client, version: options.version }, signal)
  if (session === null || options.anyVersion === true) return session
  if (session.hello.server.version === options.version) return session
  await makeRoom(session, options, signal)
  return null
}

/** Asks a daemon of another version to drain: it stops listening before it answers. */
async function makeRoom(
  session: DaemonConnection,
  options: OpenDaemonOptions,
  signal: AbortSignal,
): Promise<void> {
  if (options.launch === null) {
    await session.close()
    throw otherVersion(session, options)
  }
  await Promise.race([session.stop({ drain: true }), session.closed, whenAborted(signal)])
  await session.close()
}

async function startAndWait(options: OpenDaemonOptions, signal: AbortSignal): Promise<DaemonConnection> {
  const { launch, paths } = options
  if (launch === null) throw notThere(options)
  // Its log is opened there: where somebody else made the folder, what lies in it leads where they like.
  await ensurePrivateFolder(paths.state)
  const changes = watchFolder(paths.run)
  try {
    return await waitFor(options, () => launchDaemon(launch, paths), changes, signal)
  } finally {
    changes.close()
  }
}

async function waitFor(
  options: OpenDaemonOptions,
  start: () => Launched,
  changes: FolderChanges,
  signal: AbortSignal,
): Promise<DaemonConnection> {
  let launched = start()
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const session = await attempt(options, signal)
    if (session !== null) return session
    launched.throwIfFailed()
    if (signal.aborted) throw late(options, signal)
    // It left because another daemon was there first, and that one is gone by now: it was ending.
    if (launched.over() && waitMs === LONGEST_WAIT_MS) launched = start()
    const events = [changes.next(waitMs), whenAborted(signal)]
    await Promise.race(launched.over() ? events : [...events, launched.ended])
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function notThere({ paths }: OpenDaemonOptions): ClientError {
  return new ClientError('unreachable', {
    message: `the daemon is not running: nothing listens at \`${paths.daemonSocket}\``,
    hint: 'trustctl up',
  })
}

function otherVersion({ hello }: DaemonConnection, { version }: OpenDaemonOptions): ClientError {
  return new ClientError('version', {
    message: `the daemon is version ${hello.server.version}, this is ${version}`,
    hint: 'trustctl down && trustctl up',
  })
}

function late({ paths, signal: own }: OpenDaemonOptions, signal: AbortSignal): ClientError {
  const what = own?.aborted === true ? 'was called off' : 'took too long'
  return new ClientError('timeout', {
    message: `starting the daemon ${what}; its log is \`${paths.daemonLog}\``,
    hint: 'trustctl status',
    cause: signal.reason,
  })
}
