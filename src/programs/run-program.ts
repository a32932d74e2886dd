import { spawn, type ChildProcess } from 'node:child_process'

/** How a program ended. */
export interface ProgramEnd {
  /** Null where it was ended: it took too long, or was called off. */
  readonly code: number | null
  /** What it said on both ways, the last of it. */
  readonly words: string
  /** What it said on standard output, the last of it. */
  readonly stdout: string
  /** It could not be started at all. */
  readonly failed: boolean
}

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv
  /** This process's own where it is left out. */
  readonly cwd?: string
  readonly signal: AbortSignal
}

const MAX_WORDS = 256 * 1024
/** How long a program may take to end by itself. */
const LAST_MS = 2_000
/** How long its output is waited for when it has ended. */
const OUTPUT_MS = 500

/** Runs a program without a shell and without a terminal; with the signal it is ended, and all that it started. Never rejects. */
export async function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  { env, cwd, signal }: RunOptions,
): Promise<ProgramEnd> {
  if (signal.aborted) return { code: null, words: '', stdout: '', failed: false }
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let [words, stdout] = ['', '']
  const hear = (chunk: string): void => {
    words = (words + chunk).slice(-MAX_WORDS)
  }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout = (stdout + chunk).slice(-MAX_WORDS)
    hear(chunk)
  })
  child.stderr.setEncoding('utf8').on('data', hear)
  const end = (): void => endGroup(child)
  signal.addEventListener('abort', end, { once: true })
  return await new Promise<ProgramEnd>((resolve) => {
    child.once('error', (error) => resolve({ code: null, words: error.message, stdout, failed: true }))
    child.once('close', (code) => resolve({ code, words, stdout, failed: false }))
    // What it left running in the background may hold its output open for as long as it likes.
    // What waits to be read is read before that.
    child.once('exit', (code) =>
      setTimeout(
        () => setImmediate(() => resolve({ code, words, stdout, failed: false })),
        OUTPUT_MS,
      ).unref(),
    )
  }).finally(() => signal.removeEventListener('abort', end))
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  signalGroup(pid, 'SIGTERM')
  setTimeout(() => signalGroup(pid, 'SIGKILL'), LAST_MS).unref()
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // It has ended by itself.
  }
}
