import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline/promises'
import { Writable, type Readable } from 'node:stream'

/** The terminal that a person sits at. */
export interface Terminal {
  /** Shows a question and gives the line that is typed; null where none comes: Ctrl-C, end of input, a lost terminal. */
  ask(question: string): Promise<string | null>
  /** The same for a passphrase: nothing of what is typed is shown, and blanks count. */
  askSecret(question: string): Promise<string | null>
  /** Runs a program on the terminal until it ends. Rejects as `spawn` does where it can't be started. */
  run(program: string, args: readonly string[]): Promise<ProgramEnd>
}

export interface ProgramEnd {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** What ends a session at a terminal; the draft is on the disk, so that nothing is lost. */
const LOST = ['SIGHUP', 'SIGTERM'] as const
/** What the terminal sends to every program on it: the one that runs there answers, not this one. */
const THEIRS = ['SIGINT', 'SIGQUIT'] as const
/** How long a program may take to end after the terminal is lost. */
const LAST_MS = 3000

/** The terminal of this process. */
export function openTerminal(input: Readable, output: Writable): Terminal {
  const lost = new AbortController()
  return {
    ask: async (question) => (await line(question, input, output, lost))?.trim() ?? null,
    askSecret: async (question) => {
      output.write(question)
      const typed = await line('', input, unseen(), lost)
      output.write('\n')
      return typed
    },
    run: (program, args) => run(program, args, lost),
  }
}

/** Where a terminal's echo goes that nobody is to see. */
function unseen(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}

async function line(
  question: string,
  input: Readable,
  output: Writable,
  lost: AbortController,
): Promise<string | null> {
  if (lost.signal.aborted) return null
  const lines = createInterface({ input, output, terminal: true })
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  const lose = (): void => {
    lost.abort()
    gone.abort()
  }
  lines.once('SIGINT', leave).once('close', leave)
  for (const signal of LOST) process.once(signal, lose)
  try {
    return await lines.question(question, { signal: gone.signal })
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return null
    throw error
  } finally {
    for (const signal of LOST) process.off(signal, lose)
    lines.close()
  }
}

async function run(program: string, args: readonly string[], lost: AbortController): Promise<ProgramEnd> {
  const child = spawn(program, args, { stdio: 'inherit' })
  const lose = (signal: NodeJS.Signals): void => {
    lost.abort()
    child.kill(signal)
    setTimeout(() => child.kill('SIGKILL'), LAST_MS).unref()
  }
  for (const signal of LOST) process.on(signal, lose)
  for (const signal of THEIRS) process.on(signal, leaveToIt)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => resolve({ code, signal }))
    })
  } finally {
    for (const signal of LOST) process.off(signal, lose)
    for (const signal of THEIRS) process.off(signal, leaveToIt)
  }
}

/** A handler is needed, or the signal would end this process. */
function leaveToIt(): void {}
