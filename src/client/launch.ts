import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ClientError } from './client-error.ts'
import type { HomePaths } from './home-paths.ts'

/** How to start the daemon. */
export interface Launch {
  /** The Node to use. */
  readonly node: string
  /** `dist/trustd.cjs`, or the source file it is made from. */
  readonly script: string
  /** The library folder (`--lib`); unless told, the folder above the script's. */
  readonly lib?: string
  /** The daemon's environment; this process's unless told. */
  readonly env?: NodeJS.ProcessEnv
}

/** A daemon that was started and may still be coming up. */
export interface Launched {
  /** Resolves when the process that was started has ended: another daemon was first, or it failed. */
  readonly ended: Promise<void>
  /** True from then on. */
  over(): boolean
  /** Throws `ClientError` `unreachable` once the process has ended with an error. */
  throwIfFailed(): void
}

/** What belongs to one run of pip and must not live on in a daemon. */
const RUN_VARIABLES = new Set(['PIP_TRUST_RUN', 'PIP_TRUST_SOCKET', 'PIP_TRUST_REPORT'])
/** How much of the log's end is looked at for the reason of a failed start. */
const MAX_TAIL_BYTES = 4096

/** Starts the daemon in a session of its own; its stderr goes to its log. It outlives this process. */
export function launchDaemon(launch: Launch, paths: HomePaths): Launched {
  if (!existsSync(launch.script)) throw noScript(launch.script)
  mkdirSync(paths.state, { recursive: true, mode: 0o700 })
  const log = openSync(paths.daemonLog, 'a', 0o600)
  const child = spawn(launch.node, argumentsOf(launch, paths), {
    cwd: '/',
    detached: true,
    env: environmentOf(launch.env ?? process.env),
    stdio: ['ignore', 'ignore', log],
  })
  closeSync(log)
  child.unref()
  let failure: string | null = null
  let over = false
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      failure = error.message
      over = true
      resolve()
    })
    child.once('exit', (code, signal) => {
      if (code !== 0) failure = lastWords(paths.daemonLog) ?? `it ended with ${signal ?? `exit code ${code}`}`
      over = true
      resolve()
    })
  })
  return {
    ended,
    over: () => over,
    throwIfFailed: () => {
      if (failure !== null) throw failed(failure, paths)
    },
  }
}

function argumentsOf(launch: Launch, paths: HomePaths): string[] {
  const lib = launch.lib ?? dirname(dirname(launch.script))
  return [launch.script, '--lib', lib, ...(paths.home === null ? [] : ['--home', paths.home])]
}

function environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !RUN_VARIABLES.has(name)))
}

/** The message of the log's last line, when that is a fatal one. */
function lastWords(log: string): string | null {
  try {
    const last =
      readFileSync(log).subarray(-MAX_TAIL_BYTES).toString('utf8').trimEnd().split('\n').at(-1) ?? ''
    const entry: unknown = JSON.parse(last)
    if (typeof entry !== 'object' || entry === null || !('level' in entry) || !('message' in entry))
      return null
    return entry.level === 'fatal' ? String(entry.message) : null
  } catch {
    // Not JSON, or no log at all: the exit code has to do.
    return null
  }
}

function noScript(script: string): ClientError {
  return new ClientError('unreachable', {
    message: `the daemon's program \`${script}\` is missing`,
    hint: 'npm run bundle, or install again with ./install.sh',
  })
}

function failed(why: string, paths: HomePaths): ClientError {
  return new ClientError('unreachable', {
    message: `the daemon could not be started: ${why}`,
    hint: `see \`${paths.daemonLog}\``,
  })
}
