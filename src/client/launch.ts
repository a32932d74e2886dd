import { spawn } from 'node:child_process'
import { closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs'
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

/** What belongs to one run of pip, and must not live on in a daemon; and what would have its keys written down. */
const RUN_VARIABLES = new Set([
  'PIP_TRUST_RUN',
  'PIP_TRUST_SOCKET',
  'PIP_TRUST_SAVED',
  'PIP_TRUST_REPORT',
  'SSLKEYLOGFILE',
  'GLIBC_TUNABLES',
])
/**
 * How the names of variables begin that make another program of Node: code to load first, other libraries, TLS that
 * isn't verified. A project's `.env` must not decide for the next project. (shim/pip_trust_witness/launch.py has the same.)
 */
const FOREIGN_VARIABLES = /^(?:NODE_|LD_|DYLD_|OPENSSL_|PYTHON)/
/** To append; never to what a link leads to. */
const LOG_FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW
/** How much of the log's end is looked at for the reason of a failed start. */
const MAX_TAIL_BYTES = 4096

/** Starts the daemon in a session of its own; its stderr goes to its log, in a state folder that is there. It outlives this process. */
export function launchDaemon(launch: Launch, paths: HomePaths): Launched {
  if (!existsSync(launch.script)) throw noScript(launch.script)
  const log = openSync(paths.daemonLog, LOG_FLAGS, 0o600)
  const child = spawn(launch.node, argumentsOf(launch, paths), {
    cwd: '/',
    detached: true,
    env: environmentOf(launch.env ?? process.env),
    stdio: ['ignore', 'ignore', log],
  })
  closeSync(log)
  child.unref()
  let failure: LastWords | null = null
  let over = false
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      failure = { message: error.message, hint: null }
      over = true
      resolve()
    })
    child.once('exit', (code, signal) => {
      if (code !== 0) {
        const message = `it ended with ${signal ?? `exit code ${code}`}`
        failure = lastWords(paths.daemonLog) ?? { message, hint: null }
      }
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
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !RUN_VARIABLES.has(name) && !FOREIGN_VARIABLES.test(name)),
  )
}

interface LastWords {
  readonly message: string
  readonly hint: string | null
}

/** What the log's last line says, when that is a fatal one. */
function lastWords(log: string): LastWords | null {
  try {
    const last =
      readFileSync(log).subarray(-MAX_TAIL_BYTES).toString('utf8').trimEnd().split('\n').at(-1) ?? ''
    const entry: unknown = JSON.parse(last)
    if (typeof entry !== 'object' || entry === null || !('level' in entry) || !('message' in entry))
      return null
    if (entry.level !== 'fatal') return null
    const hint = 'hint' in entry && typeof entry.hint === 'string' ? entry.hint : null
    return { message: String(entry.message), hint }
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

function failed({ message, hint }: LastWords, paths: HomePaths): ClientError {
  return new ClientError('unreachable', {
    message: `the daemon could not be started: ${message}`,
    hint: hint ?? `see \`${paths.daemonLog}\``,
  })
}
