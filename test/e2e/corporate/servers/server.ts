import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { toolsPython } from '../../guard/tools-venv.ts'
import { findInterpreters, inheritedEnvironment, mustRun } from '../../harness/index.ts'
import { listenOnLoopback } from '../../../world/index/index.ts'

/** Whoever may upload. */
export const LOGIN = { user: 'corp', password: 'of-the-servers/42' } as const

/** An index as companies run it, with plain http on this machine. */
export interface RealServer {
  /** `http://127.0.0.1:PORT` */
  readonly base: string
  /** What pip is given. */
  readonly indexUrl: string
  /** Uploads files as their maintainer does, with twine; what is named `FILE.asc` goes as the signature of FILE. */
  readonly upload: (...paths: readonly string[]) => Promise<void>
  readonly stop: () => Promise<void>
}

/** The Python that has pypiserver, devpi-server and twine: none newer than these are tried on. */
export async function serversPython(): Promise<string> {
  const fitting = (await findInterpreters()).filter(({ minor }) => {
    const number = Number(minor.slice(2))
    return number >= 9 && number <= 12
  })
  const python = fitting.at(-1)
  if (python === undefined) throw new Error('no Python from 3.9 to 3.12 is on this machine')
  return await toolsPython(python, 'servers')
}

/** A port that was free a moment ago: neither server takes 0. */
export async function freePort(): Promise<number> {
  const { port, close } = await listenOnLoopback(createServer())
  await close()
  return port
}

/** Starts a Python program and waits until it says that it serves. */
export async function startServer(
  python: string,
  args: readonly string[],
  { cwd, ready }: { readonly cwd: string; readonly ready: RegExp },
): Promise<RealServer['stop']> {
  const env = { ...inheritedEnvironment(), PYTHONUNBUFFERED: '1', PYTHONWARNINGS: 'ignore' }
  const child = spawn(python, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  const exited = once(child, 'exit')
  const serves = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', (line) => {
        said.push(line)
        if (ready.test(line)) resolve()
      })
  })
  const ended = exited.then(() => {
    throw new Error(`\`${args.join(' ')}\` ended before it served:\n${said.join('\n')}`)
  })
  await Promise.race([serves, ended])
  ended.catch(() => undefined)
  return async () => {
    child.kill('SIGTERM')
    await exited
  }
}

/** Uploads with twine. */
export function uploader(python: string, repository: string): RealServer['upload'] {
  return async (...paths) => {
    const { user, password } = LOGIN
    const how = ['--non-interactive', '--disable-progress-bar', '-u', user, '-p', password]
    const args = ['-m', 'twine', 'upload', ...how, '--repository-url', repository, ...paths]
    await mustRun(python, args, { cwd: '/', env: inheritedEnvironment() })
  }
}
