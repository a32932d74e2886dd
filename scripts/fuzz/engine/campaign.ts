import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readInputFile } from './input-file.ts'
import type { ChildWish, Finding, FromChild, Progress, RunWish } from './messages.ts'

const CHILD = join(import.meta.dirname, 'child.ts')
/** Loading and the last look have more time than one input. */
const LOADING_MS = 180_000
/** All that a target's process may hold: the corpus, the programs, and one input's work. */
const MAX_HEAP_MIB = 1024

/** What came of one target's run. */
export interface Campaign {
  readonly target: string
  readonly progress: Progress
  readonly findings: readonly Finding[]
  readonly inputs: readonly Uint8Array[]
}

const NOTHING: Progress = {
  executions: 0,
  seconds: 0,
  cpuSeconds: 0,
  blocks: 0,
  growth: 0,
  slowestMs: 0,
  corpus: 0,
}

/** Runs one target for so many seconds; a process that hangs or dies is a finding, and another one goes on with another seed. */
export async function campaign(wish: RunWish): Promise<Campaign> {
  const folder = mkdtempSync(join(tmpdir(), 'pip-trust-fuzz-run-'))
  const inputPath = join(folder, 'input')
  let sum = NOTHING
  const findings = new Map<string, Finding>()
  try {
    for (let restart = 0; restart <= wish.restarts && sum.seconds < wish.seconds - 1; restart += 1) {
      const rest = { ...wish, seed: wish.seed + restart, seconds: wish.seconds - sum.seconds, inputPath }
      const part = await runChild(rest)
      if (part.progress.executions === 0 && part.inputs === null)
        throw new Error(`\`${wish.target}\` could not be begun`)
      sum = added(sum, part.progress)
      for (const finding of part.findings) findings.set(finding.key, finding)
      if (part.inputs !== null)
        return { target: wish.target, progress: sum, findings: [...findings.values()], inputs: part.inputs }
    }
    return { target: wish.target, progress: sum, findings: [...findings.values()], inputs: [] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Part {
  readonly progress: Progress
  readonly findings: readonly Finding[]
  /** Null where the process did not come to its end. */
  readonly inputs: readonly Uint8Array[] | null
}

function runChild(wish: ChildWish): Promise<Part> {
  const child = fork(CHILD, [JSON.stringify(wish)], {
    execArgv: ['--no-warnings', `--max-old-space-size=${MAX_HEAP_MIB}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let progress = NOTHING
  let inputs: readonly Uint8Array[] | null = null
  let isSilent = false
  const findings: Finding[] = []
  const silence = (): void => {
    isSilent = true
    child.kill('SIGKILL')
  }
  let timer = setTimeout(silence, LOADING_MS)
  child.on('message', (message: FromChild) => {
    clearTimeout(timer)
    const isLast = message.type === 'progress' && message.progress.seconds >= wish.seconds - 1
    timer = setTimeout(silence, isLast || message.type === 'corpus' ? LOADING_MS : wish.silentMs)
    if (message.type === 'progress') ({ progress } = message)
    else if (message.type === 'finding') findings.push(message.finding)
    else inputs = message.inputs.map((input) => Uint8Array.from(Buffer.from(input, 'base64')))
  })
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      if (inputs === null) findings.push(ended(isSilent, `exit code ${code}, signal ${signal}`, wish))
      resolve({ progress, findings, inputs })
    })
  })
}

function ended(isSilent: boolean, how: string, { inputPath, target, silentMs }: ChildWish): Finding {
  const input = Buffer.from(readInputFile(inputPath)).toString('base64')
  const kind = isSilent ? 'hang' : 'ended'
  const words = isSilent ? `nothing came for ${silentMs / 1000} s` : `the process ended: ${how}`
  return { kind, key: `${kind} ${target} ${how}`, words, input }
}

function added(a: Progress, b: Progress): Progress {
  return {
    executions: a.executions + b.executions,
    seconds: a.seconds + b.seconds,
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    blocks: Math.max(a.blocks, b.blocks),
    growth: Math.max(a.growth, b.growth),
    slowestMs: Math.max(a.slowestMs, b.slowestMs),
    corpus: Math.max(a.corpus, b.corpus),
  }
}
