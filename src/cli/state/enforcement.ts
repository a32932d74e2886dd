import { realpathSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { isProgram } from '../../files/index.ts'
import type { Cli } from '../cli.ts'

/**
 * Whether `pip` is guarded where this was asked: `on` PATH finds the shim and the policy refuses; `warns` it finds the
 * shim, and the policy only warns; `shadowed` another pip comes first, as in an activated environment, where only the
 * shell functions help; `off` the shims are not on PATH at all.
 */
export interface Enforcement {
  readonly state: 'on' | 'warns' | 'shadowed' | 'off'
  /** The pip that PATH finds first; null when it finds none. */
  readonly pip: string | null
}

/** Looks along PATH as a shell does. `mode` is the policy's; null where no policy can be used, and all is refused. */
export function enforcementOf({ env, shims }: Pick<Cli, 'env' | 'shims'>, mode: string | null): Enforcement {
  const folders = (env['PATH'] ?? '').split(':').filter(isAbsolute)
  const pip = folders.map((folder) => join(folder, 'pip')).find(isProgram) ?? null
  if (pip !== null && isSame(pip, join(shims, 'pip'))) {
    return { state: mode === 'warn' || mode === 'audit' ? 'warns' : 'on', pip }
  }
  return { state: folders.some((folder) => isSame(folder, shims)) ? 'shadowed' : 'off', pip }
}

/** The same place on disk, whatever links lead there. */
function isSame(one: string, other: string): boolean {
  return resolved(one) === resolved(other)
}

function resolved(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
