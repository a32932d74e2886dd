import { askGuard, ClientError, readGuardRecord } from '../../client/index.ts'
import type { GuardWorld } from './guard-world.ts'
import { pipConfState } from './pip-conf-file.ts'
import { probePython } from './probe-python.ts'
import { protectedPythons, type ProtectedPython } from './python-records.ts'
import { isInForce } from './user-pythons.ts'

/** What is protected, and whether it still is. */
export interface Protection {
  /** The standing run; null where nobody uses one. `serving` is false where pips that need it fail. */
  readonly guard: {
    /** Null where the guard's record can't be read. */
    readonly port: number | null
    readonly usedBy: readonly string[]
    readonly serving: boolean
    readonly problem: string | null
  } | null
  /** pip's user configuration: as we wrote it, written by somebody since, or gone; null where it was not touched. */
  readonly pipConf: { readonly path: string; readonly state: 'in-force' | 'edited' | 'missing' } | null
  /** Pythons with the witness in a `.pth`; `inForce` is false where it was removed or is another installation's. */
  readonly pythons: readonly (ProtectedPython & { readonly inForce: boolean })[]
}

/** Looks at everything that was protected. Starts nothing and changes nothing. */
export async function protectionOf(world: GuardWorld): Promise<Protection> {
  const [record, pythons] = await Promise.all([
    readGuardRecord(world.paths).catch(unreadable),
    protectedPythons(world),
  ])
  if (record instanceof ClientError)
    return {
      guard: { port: null, usedBy: [], serving: false, problem: record.message },
      pipConf: null,
      pythons: await standing(pythons, world),
    }
  const service = record === null ? null : await askGuard(world.paths)
  return {
    guard:
      record === null
        ? null
        : {
            port: record.port,
            usedBy: record.usedBy,
            serving: service?.serving ?? false,
            problem: service === null ? 'the interceptor does not run' : service.problem,
          },
    pipConf:
      record?.pipConf == null
        ? null
        : { path: record.pipConf.path, state: await pipConfState(record.pipConf, world) },
    pythons: await standing(pythons, world),
  }
}

const standing = (pythons: readonly ProtectedPython[], world: GuardWorld): Promise<Protection['pythons']> =>
  Promise.all(pythons.map(async (python) => ({ ...python, inForce: await isInForce(python, world) })))

function unreadable(error: unknown): ClientError {
  if (error instanceof ClientError) return error
  throw error
}

/**
 * Whether the pips of one Python have the witness: asked of that Python itself, as `-I` starts it and as usual. False
 * for both where it is no Python.
 */
export async function isWitnessed(
  python: string,
  world: GuardWorld,
): Promise<{ readonly always: boolean; readonly usually: boolean }> {
  const [isolated, usual] = await Promise.all([
    probePython(python, true, world),
    probePython(python, false, world),
  ])
  return { always: isolated?.guardedBy != null, usually: usual?.guardedBy != null }
}
