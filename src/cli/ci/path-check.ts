import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { proven, unproven, type Job, type ProofCheck } from '../../guard/index.ts'
import type { Cli } from '../cli.ts'
import { enforcementOf } from '../state/index.ts'

const HINT = 'set up Python before `trustctl ci bootstrap`, and put nothing before its folders'
const GUARDED = 'leave out --no-guard: pips of virtual environments are guarded then'

/**
 * Whether PATH still finds a guarded pip. A virtual environment that is activated comes before the shims, as it does everywhere;
 * its pip is the guard's, and it is the canary, called by the same PATH, that proves it. Any other pip before the shims, and a
 * PATH without them, was put there by a step.
 */
export function pathCheck(cli: Pick<Cli, 'env' | 'shims'>, { guard }: Pick<Job, 'guard'>): ProofCheck {
  const { state, pip } = enforcementOf(cli, null)
  if (state === 'on') return proven('path', `PATH finds the guarded pip: ${pip ?? ''}`)
  const found = `PATH finds \`${pip ?? 'no pip'}\``
  const environment = state === 'shadowed' && pip !== null ? environmentOf(pip) : null
  if (environment === null)
    return unproven('path', `${found} and not the guarded one in \`${cli.shims}\`: a step changed it`, HINT)
  if (guard === null)
    return unproven('path', `${found}, of a virtual environment, which no shim sees`, GUARDED)
  return proven(
    'path',
    `${found}, of the virtual environment \`${environment}\`: the guard’s, as its canary has to show`,
  )
}

/** The virtual environment that a pip lies in (PEP 405: `pyvenv.cfg` above its scripts), or null. */
function environmentOf(pip: string): string | null {
  const folder = dirname(dirname(pip))
  return existsSync(join(folder, 'pyvenv.cfg')) ? folder : null
}
