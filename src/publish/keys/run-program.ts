import { spawn } from 'node:child_process'

/** How a program ended, and what it wrote. */
export interface ProgramRun {
  /** Null where it couldn't be started, or a signal ended it. */
  readonly code: number | null
  readonly output: Uint8Array
  readonly complaint: string
}

/** Runs a program without a shell; secrets go by the environment or its standard input, never by its arguments. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  wish?: { readonly input?: Uint8Array; readonly env?: NodeJS.ProcessEnv },
) => Promise<ProgramRun>

/** Somebody may have to type a PIN, or touch a token. */
const TIMEOUT_MS = 300_000
const MAX_OUTPUT_BYTES = 1024 * 1024

/** Runs programs with this environment. */
export function programs(env: NodeJS.ProcessEnv): RunProgram {
  return async (program, args, { input = new Uint8Array(), env: further = {} } = {}) =>
    await new Promise((resolve) => {
      const child = spawn(program, args, { env: { ...env, ...further } })
      // Not spawn's own `timeout`, which runs on, and keeps the process alive, where the program isn't there.
      const limit = setTimeout(() => child.kill(), TIMEOUT_MS)
      const [output, complaint]: [Buffer[], Buffer[]] = [[], []]
      const end = (code: number | null, words?: string): void => {
        clearTimeout(limit)
        const said = Buffer.concat(complaint).toString()
        resolve({ code, output: Buffer.concat(output), complaint: words ?? said })
      }
      let size = 0
      const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
        size += chunk.length
        if (size <= MAX_OUTPUT_BYTES) chunks.push(chunk)
        else child.kill()
      }
      child.stdout.on('data', keep(output))
      child.stderr.on('data', keep(complaint))
      child.once('error', ({ message }) => end(null, `\`${program}\` can not be started: ${message}`))
      child.once('close', (code) => end(code))
      // It may end before it has read all.
      child.stdin.on('error', () => undefined)
      child.stdin.end(input)
    })
}
