import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ClientError,
  readGuardRecord,
  writeGuardRecord,
  type GuardRecord,
  type HomePaths,
} from '../../../client/index.ts'
import { FilesError, readFileBounded } from '../../../files/index.ts'
import type { GuardWorld } from '../../protect/guard-world.ts'
import { MAX_CONF_BYTES } from '../../protect/own-conf.ts'
import { restorePipConf, type Restored } from '../../protect/pip-conf-file.ts'
import { userPipConf } from '../../protect/pip-conf-place.ts'
import type { ProtectedPython } from '../../protect/python-records.ts'
import { rememberPython } from '../../protect/python-records.ts'
import { unprotectUserSites } from '../../protect/user-pythons.ts'

/**
 * Where it is kept what a job changed of its user's and is to give back: in the user's own state folder, for the job's home
 * may be gone before anybody gives it back.
 * @param usual the places without a job's home
 */
export function lentPaths(usual: HomePaths): HomePaths {
  const guardDir = join(usual.state, 'ci-guard')
  return {
    ...usual,
    guardDir,
    guardFile: join(guardDir, 'guard.json'),
    guardCa: join(guardDir, 'authority.pem'),
    guardedPythonsFile: join(guardDir, 'pythons.json'),
  }
}

/** Writes down what is about to be changed. */
export const noteLent = (record: GuardRecord, usual: HomePaths): Promise<void> =>
  writeGuardRecord(lentPaths(usual), record)

/** The same for the Pythons that have the witness now. */
export async function noteLentPythons(
  pythons: readonly ProtectedPython[],
  usual: HomePaths,
  world: GuardWorld,
): Promise<void> {
  for (const python of pythons) await rememberPython(python, { ...world, paths: lentPaths(usual) })
}

/** Whether another guard than the one of this token has taken over what is to be given back. */
export async function isLentByAnother(token: string | undefined, usual: HomePaths): Promise<boolean> {
  const record = await recordIn(lentPaths(usual))
  return record !== null && record !== 'unreadable' && record.token !== token
}

/**
 * Gives back what a job lent, by the records in `places`: pip's configuration byte for byte where nobody has written it since.
 * A record is believed only where pip's configuration bears its secret: what a cache restored must not say what is written.
 * @throws ProtectError where the configuration can't be read or written
 */
export async function giveBack(places: HomePaths, world: GuardWorld): Promise<Restored> {
  const there = { ...world, paths: places }
  const record = await recordIn(places)
  const isOurs = record !== null && record !== 'unreadable' && (await bearsSecret(record, world))
  const outcome = await restorePipConf(isOurs ? record.pipConf : null, there)
  await unprotectUserSites(there).catch(ifUnreadable)
  return outcome
}

/** Forgets what was lent. */
export const forgetLent = (usual: HomePaths): Promise<void> =>
  rm(lentPaths(usual).guardDir, { recursive: true, force: true })

/** Whether there is anything to give back. */
export const isLent = (usual: HomePaths): boolean => existsSync(lentPaths(usual).guardDir)

async function recordIn(places: HomePaths): Promise<GuardRecord | 'unreadable' | null> {
  return await readGuardRecord(places).catch((error: unknown) => {
    ifUnreadable(error)
    return 'unreadable' as const
  })
}

async function bearsSecret({ pipConf, token }: GuardRecord, world: GuardWorld): Promise<boolean> {
  if (pipConf === null || pipConf.path !== userPipConf(world)) return false
  try {
    const bytes = await readFileBounded(pipConf.path, { maxBytes: MAX_CONF_BYTES })
    return Buffer.from(bytes).toString('latin1').includes(token)
  } catch (error) {
    ifUnreadable(error)
    return false
  }
}

function ifUnreadable(error: unknown): void {
  if (!(error instanceof FilesError) && !(error instanceof ClientError)) throw error
}
