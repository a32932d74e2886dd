import { join } from 'node:path'
import type { CanaryVerdict } from '../canary/index.ts'
import type { DoctorWorld } from './doctor-world.ts'
import type { FoundPip } from './find/find-pips.ts'

/** `sys.addaudithook` (PEP 578). */
const OLDEST_WITNESSED = [3, 8] as const

/** The command that makes a pip one that is covered; null where it is. Safe to paste. */
export function mendOf(
  pip: FoundPip,
  verdict: CanaryVerdict,
  world: Pick<DoctorWorld, 'shims' | 'bin'>,
): string | null {
  switch (verdict.kind) {
    case 'covered':
      return null
    case 'refuses-everything':
      return 'trustctl status'
    case 'unknown':
      return pip.foreign === null
        ? `${pip.command.map(quoted).join(' ')} --version`
        : 'let its owner run `trustctl doctor`'
    case 'not-covered':
      return protection(pip, world)
  }
}

function protection({ by, python, command }: FoundPip, { bin }: Pick<DoctorWorld, 'shims' | 'bin'>): string {
  if (by === 'uv') return 'trustctl protect uv'
  if (python === null)
    return `eval "$(${bin === null ? 'trustctl' : quoted(join(bin, 'trustctl'))} shellenv)"`
  if (!canBeWitnessed(python.version)) return 'trustctl protect user'
  return `trustctl protect ${quoted(python.isEnvironment ? python.prefix : command[0])}`
}

function canBeWitnessed(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > OLDEST_WITNESSED[0] || (major === OLDEST_WITNESSED[0] && minor >= OLDEST_WITNESSED[1])
}

/** As a shell reads it. */
function quoted(text: string): string {
  return /^[\w./+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
