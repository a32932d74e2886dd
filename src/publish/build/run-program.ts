import { spawn } from 'node:child_process'

/** How a program ended; both streams are in `output`, the end of them where there was much. */
export interface Ended {
  /** Null where it couldn't be started or a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly output: string
  readonly isTimeUp: boolean
}

export interface RunOptions {
  readonly cwd?: string
  readonly env: NodeJS.ProcessEnv
  readonly timeoutMs: number
}

export type RunProgram = (program: string, args: readonly string[], options: RunOptions) => Promise<Ended>

/** Of each stream; what is older is dropped. */
export const MAX_KEPT_CHARACTERS = 256 * 1024

/** Runs a program to its end, without input. Never rejects: one that isn't there ends with code null. */
export const runProgram: RunProgram = async (program, args, { cwd, env, timeoutMs }) => {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const [stdout, output] = [new Tail(), new Tail()]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout.add(text)
    output.add(text)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.add(text))
  let isTimeUp = false
  const timer = setTimeout(() => {
    isTimeUp = true
    endGroup(child.pid)
  }, timeoutMs)
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      output.add(error.message)
      resolve(null)
    })
    child.once('close', resolve)
  })
  clearTimeout(timer)
  return { code, stdout: stdout.text, output: output.text, isTimeUp }
}

/** The end of a text that grows. */
class Tail {
  text = ''

  add(more: string): void {
    this.text = (this.text + more).slice(-MAX_KEPT_CHARACTERS)
  }
}

/** A compiler may be three processes down; all are of the group that was made for them. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}
