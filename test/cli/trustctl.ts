import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import type { Cli } from '../../src/cli/cli.ts'
import type { ExitCode } from '../../src/cli/exit-code.ts'
import { runProgram } from '../../src/cli/program.ts'
import { homePaths } from '../../src/client/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

export const LIB = join(import.meta.dirname, '..', '..')

/** What one call of trustctl came to. */
export interface Called {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** trustctl in a scratch home, in this process. */
export interface Scratch {
  readonly cli: Cli
  readonly folder: string
  readonly call: (...args: readonly string[]) => Promise<Called>
  /** The same with `--json`, parsed. */
  readonly json: (...args: readonly string[]) => Promise<{ readonly code: ExitCode; readonly value: unknown }>
}

/** Opens a scratch home that is gone when the test ends. No daemon can be started there. */
export async function scratch(t: ExecutionContext, changes: Partial<Cli> = {}): Promise<Scratch> {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'cwd'))
  const env = { PIP_TRUST_HOME: join(folder, 'home'), PATH: '' }
  const cli: Cli = { ...quietCli(folder, env), ...changes }
  const call = async (...args: readonly string[]): Promise<Called> => {
    const out: string[] = []
    const err: string[] = []
    const code = await runProgram(args, {
      ...cli,
      print: (line) => out.push(line),
      complain: (line) => err.push(line),
    })
    return { code, out: out.join('\n'), err: err.join('\n') }
  }
  const json: Scratch['json'] = async (...args) => {
    const { code, out } = await call(...args, '--json')
    const value: unknown = JSON.parse(out)
    return { code, value }
  }
  return { cli, folder, call, json }
}

function quietCli(folder: string, env: NodeJS.ProcessEnv): Cli {
  return {
    version: '0.1.0',
    env,
    cwd: join(folder, 'cwd'),
    paths: homePaths(env),
    lib: LIB,
    shims: join(folder, 'shims'),
    bin: null,
    launch: { node: process.execPath, script: join(folder, 'no-trustd.cjs') },
    fetch: () => Promise.reject(new Error('no test asks the network')),
    stdin: nothing(),
    stoppable: (act) => act(new AbortController().signal),
    actor: 'tester',
    terminal: null,
    monotonicMs: () => performance.now(),
    now: () => 1_790_000_000,
    print: () => undefined,
    complain: () => undefined,
    colour: false,
    colourOfErrors: false,
    width: 110,
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* []
}
