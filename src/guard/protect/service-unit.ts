import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { writeFileAtomically } from '../../files/index.ts'
import type { GuardWorld } from './guard-world.ts'

const UNIT = 'pip-trust-guard.service'
/** What the interceptor ends with where there is no guard to serve: it is not started again then. */
export const NO_GUARD_STATUS = 78
/** A program's name in a unit can't have quotes, `$` or `\\`; a shell's arguments can. */
const SHELL = ['/bin/sh', '-c', 'exec "$0" "$@"'] as const
/** Variables that say where pip-trust's things are: the user manager may not have them. */
const PLACES = ['PIP_TRUST_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME'] as const

/** What became of the unit. `running` false: the file may be there, and nothing starts the guard at login. */
export interface UnitState {
  readonly path: string
  readonly running: boolean
  /** Why it doesn't run, in words. */
  readonly problem: string | null
}

/** Where the unit lies. */
export const unitPath = ({ env, home }: Pick<GuardWorld, 'env' | 'home'>): string => {
  const base = env['XDG_CONFIG_HOME'] ?? ''
  return join(isAbsolute(base) ? base : join(home, '.config'), 'systemd', 'user', UNIT)
}

/** Has systemd keep the guard running for this person. */
export async function installUnit(world: GuardWorld): Promise<UnitState> {
  const path = unitPath(world)
  const text = unitText(world)
  if (text === null)
    return { path, running: false, problem: 'a path of pip-trust’s has a line break, which no unit can hold' }
  const state = await systemctl(['show-environment'], world)
  if (state !== null) return { path, running: false, problem: state }
  await mkdir(join(path, '..'), { recursive: true, mode: 0o755 })
  await writeFileAtomically(path, text, { mode: 0o600 })
  const problem =
    (await systemctl(['daemon-reload'], world)) ?? (await systemctl(['enable', '--now', UNIT], world))
  return { path, running: problem === null, problem }
}

/** Takes the unit away; false where there was none. */
export async function removeUnit(world: GuardWorld): Promise<boolean> {
  const path = unitPath(world)
  if (!existsSync(path)) return false
  await systemctl(['disable', '--now', UNIT], world)
  await rm(path, { force: true })
  await systemctl(['daemon-reload'], world)
  return true
}

/** The unit's text; null where a path can't be written in one. */
export function unitText(world: GuardWorld): string | null {
  const { lib } = world.launch
  const words = [nodeOf(world), join(lib, 'dist', 'interceptor.cjs'), '--lib', lib, '--resident']
  const places = PLACES.flatMap((name) => {
    const value = world.env[name] ?? ''
    return value === '' ? [] : [`Environment=${quoted(`${name}=${value}`)}`]
  })
  const text = [
    '[Unit]',
    'Description=pip-trust: the guard for pips that no shim sees',
    '',
    '[Service]',
    `ExecStart=${[...SHELL, ...words].map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}`,
    ...places,
    'Restart=always',
    'RestartSec=1',
    `RestartPreventExitStatus=${NO_GUARD_STATUS}`,
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ]
  return [...words, ...places].some((word) => /[\r\n]/.test(word)) ? null : text.join('\n')
}

/** systemd.syntax(7), systemd.service(5): C-style escapes within double quotes, `%` and `$` doubled. */
const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`

/** The Node beside the library stays where it is when pip-trust is upgraded; the one that runs now may not. */
function nodeOf({ launch: { lib, node } }: GuardWorld): string {
  const beside = [join(lib, '..', 'node', 'bin', 'node'), join(lib, 'node_modules', '.bin', 'node')]
  return beside.find((path) => existsSync(path)) ?? node
}

/** Null where it went well, else why not. */
async function systemctl(args: readonly string[], { run, env }: GuardWorld): Promise<string | null> {
  const { code, stderr } = await run('systemctl', ['--user', ...args], env)
  if (code === 0) return null
  return stderr.trim().split('\n')[0] || 'there is no systemd for users here'
}
