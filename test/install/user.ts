import { mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { inheritedEnvironment, runCommand, type CommandResult } from '../e2e/harness/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

export const CHECKOUT = join(import.meta.dirname, '../..')
/** Brings the packages over a network: the slowest thing that any test does. */
const INSTALL_LIMIT_MS = 300_000

/** A user with an empty HOME, whose folders have spaces and quotes in their names. */
export interface User {
  readonly home: string
  readonly prefix: string
  readonly env: Readonly<Record<string, string>>
  readonly install: (
    args: readonly string[],
    extra?: Readonly<Record<string, string>>,
  ) => Promise<CommandResult>
  readonly run: (program: string, args: readonly string[]) => Promise<CommandResult>
}

export async function newUser(t: ExecutionContext): Promise<User> {
  const home = join(await temporaryFolder(t), "a user's home")
  await mkdir(home)
  const env = {
    // how this machine reaches its registries: proxies and certificates
    ...inheritedEnvironment(),
    HOME: home,
    PATH: [join(CHECKOUT, 'node_modules/.bin'), ...(process.env['PATH'] ?? '').split(delimiter)].join(
      delimiter,
    ),
    SHELL: '/bin/bash',
    PIP_TRUST_HOME: join(home, 'trust'),
  }
  const run: User['run'] = async (program, args) => await runCommand(program, args, { env, cwd: home })
  const install: User['install'] = async (args, extra = {}) =>
    await runCommand('sh', [join(CHECKOUT, 'install.sh'), ...args], {
      env: { ...env, ...extra },
      cwd: home,
      timeoutMs: INSTALL_LIMIT_MS,
    })
  return { home, prefix: join(home, '.local/share/pip-trust'), env, install, run }
}
