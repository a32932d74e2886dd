import { spawn, type ChildProcess } from 'node:child_process'

/** How a command ended and what it said. */
export interface CommandResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly elapsedMs: number
}

export interface CommandOptions {
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** A command that is still there then is killed, and the call throws: a hang is never a result. */
  readonly timeoutMs?: number
  /** Sees the process as soon as it is there, e.g. to send it a signal. */
  readonly onStart?: (child: ChildProcess) => void
}

const DEFAULT_TIMEOUT_MS = 120_000

/** Runs a program to its end, without a shell and without a terminal. */
export async function runCommand(
  program: string,
  args: readonly string[],
  { env, cwd, timeoutMs = DEFAULT_TIMEOUT_MS, onStart }: CommandOptions,
): Promise<CommandResult> {
  const started = performance.now()
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  onStart?.(child)
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, timeoutMs)
  const ended = await new Promise<Pick<CommandResult, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  }).finally(() => clearTimeout(timer))
  const texts = { stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }
  if (late) throw new Error(`\`${program} ${args.join(' ')}\` hangs\n${texts.stdout}\n${texts.stderr}`)
  return { ...ended, ...texts, elapsedMs: performance.now() - started }
}

/** The same, where anything but success is a fault of the surroundings. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(program, args, options)
  if (code !== 0) throw new Error(`\`${program} ${args.join(' ')}\` ended with ${code}\n${stdout}\n${stderr}`)
  return stdout
}

/** The variables of this process, without those that are absent: for tools of the surroundings, such as the pip that brings other pips. */
export function inheritedEnvironment(): Readonly<Record<string, string>> {
  const entries = Object.entries(process.env).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  )
  return Object.fromEntries(entries)
}
