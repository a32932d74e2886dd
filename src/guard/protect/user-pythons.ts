import { readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { isProgram } from '../../files/index.ts'
import type { GuardWorld } from './guard-world.ts'
import { hasWitness, makeUserSite, placeWitness, removeWitness } from './place-witness.ts'
import { probePython } from './probe-python.ts'
import { ProtectError } from './protect-error.ts'
import { forgetPython, protectedPythons, type ProtectedPython, rememberPython } from './python-records.ts'

/** Pythons of PATH that are asked. */
const MAX_PYTHONS = 16
const NAME = /^python3(?:\.\d+)?$/

/**
 * Puts the witness into the person's own folder of every Python on PATH that reads one (environments don't, nor does
 * `python -I`). What can't be written is passed over: the guard's proxy is there for those.
 */
export async function protectUserSites(world: GuardWorld): Promise<readonly ProtectedPython[]> {
  const protectedNow = new Map<string, ProtectedPython>()
  for (const python of pythonsOnPath(world.env)) {
    const facts = await probePython(python, false, world)
    const [major, minor] = facts?.version ?? [0, 0]
    if (facts?.userSite == null || facts.isEnvironment || major !== 3 || minor < 8) continue
    if (protectedNow.has(facts.userSite)) continue
    const record = {
      python: facts.executable,
      prefix: facts.prefix,
      folder: facts.userSite,
      kind: 'user-site',
      minor: facts.version.join('.'),
    } as const
    try {
      await makeUserSite(record.folder)
      await placeWitness(record.folder, world)
    } catch (error) {
      if (error instanceof ProtectError) continue
      throw error
    }
    await rememberPython(record, world)
    protectedNow.set(record.folder, record)
  }
  return [...protectedNow.values()]
}

/** Takes the witness out of the person's own folders. */
export async function unprotectUserSites(world: GuardWorld): Promise<readonly ProtectedPython[]> {
  const own = (await protectedPythons(world)).filter(({ kind }) => kind === 'user-site')
  for (const { folder } of own) {
    await removeWitness(folder)
    await forgetPython(folder, world)
  }
  return own
}

/** Whether what was protected still is. */
export const isInForce = ({ folder }: ProtectedPython, world: GuardWorld): Promise<boolean> =>
  hasWitness(folder, world).catch(() => false)

/** Each program once, whatever links lead to it. */
function pythonsOnPath(env: NodeJS.ProcessEnv): readonly string[] {
  const found = new Map<string, string>()
  for (const folder of (env['PATH'] ?? '').split(':').filter((each) => each.startsWith('/'))) {
    for (const name of namesIn(folder).filter((each) => NAME.test(each))) {
      const path = join(folder, name)
      if (isProgram(path) && !found.has(realpathSync(path))) found.set(realpathSync(path), path)
    }
  }
  return [...found.values()].slice(0, MAX_PYTHONS)
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    // PATH may name what is not there.
    return []
  }
}
