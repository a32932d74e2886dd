import {
  ClientError,
  readGuardRecord,
  residentInterceptor,
  writeGuardRecord,
  type HomePaths,
} from '../../../client/index.ts'
import { FilesError } from '../../../files/index.ts'
import type { GuardWorld } from '../../protect/guard-world.ts'
import { userPipConf } from '../../protect/pip-conf-place.ts'
import { ProtectError } from '../../protect/protect-error.ts'
import { forgetUser, protectUser } from '../../protect/protect-user.ts'
import { protectionOf } from '../../protect/protection.ts'
import type { Job } from '../job.ts'
import { unproven, type ProofCheck } from '../proof.ts'
import { guardChecks, passedOverWords } from './guard-checks.ts'
import {
  forgetLent,
  giveBack,
  isLent,
  isLentByAnother,
  lentPaths,
  noteLent,
  noteLentPythons,
} from './lent.ts'
import { passedOver } from './passed-over.ts'

type JobGuard = NonNullable<Job['guard']>

const WITHOUT = 'trustctl ci bootstrap --no-guard'

/**
 * Puts the guard in force for a job: for pips that no shim sees. `world` has the job's home, `usual` the places without it.
 * Resolves with what is in the way where it can't be done; nothing is changed then.
 */
export async function beginGuard(
  world: GuardWorld,
  usual: HomePaths,
): Promise<JobGuard | readonly ProofCheck[]> {
  try {
    const hindered = await hindrances(world, usual)
    if (hindered.length > 0) return hindered
    const note = (record: Parameters<typeof noteLent>[0]): Promise<void> => noteLent(record, usual)
    const { pipConf, pythons } = await protectUser(world, { systemd: false, note })
    await noteLentPythons(pythons, usual, world)
    const resident = await residentInterceptor(world.paths.shimSocket)
    if (resident !== null) return { pid: resident.pid, pipConf }
    await endGuard(world, usual)
    return [unproven('guard', 'the guard ended as soon as it was started', WITHOUT)]
  } catch (error) {
    if (!isExpected(error)) throw error
    return [unproven('guard', `the guard can’t be put in force: ${error.message}`, error.hint ?? WITHOUT)]
  }
}

/** What would have pips pass over the guard, or whom it would take theirs from. */
async function hindrances({ env }: GuardWorld, usual: HomePaths): Promise<readonly ProofCheck[]> {
  const words = passedOverWords(passedOver(env))
  const checks = words.map((each) =>
    unproven('guard', each, `put it into the machine’s configuration (pip config --global), or ${WITHOUT}`),
  )
  const own = await readGuardRecord(usual)
  if (own?.pipConf == null) return checks
  const taken = 'the pips of this user are pointed at another guard already, by `trustctl protect user`'
  return [...checks, unproven('guard', taken, `trustctl unprotect user, outside of jobs; or ${WITHOUT}`)]
}

/** Looks at the guard as a job ends. Changes nothing. */
export async function lookAtGuard(guard: JobGuard, world: GuardWorld): Promise<readonly ProofCheck[]> {
  const [protection, resident] = await Promise.all([
    protectionOf(world),
    residentInterceptor(world.paths.shimSocket),
  ])
  const { pipConf, pythons, guard: service } = protection
  return guardChecks(guard, {
    serving: service === null || pipConf === null ? null : service.serving,
    problem: service?.problem ?? null,
    pid: resident?.pid ?? null,
    pipConf: pipConf?.state ?? 'missing',
    pipReads: userPipConf(world),
    bare: pythons.flatMap(({ folder, inForce }) => (inForce ? [] : [folder])),
    passedOver: passedOver(world.env),
  })
}

/**
 * Ends a job's guard: pip's configuration and the Pythons are given back. Where another job has taken them over meanwhile, they
 * are that one's.
 * @throws ProtectError where they can't be given back
 */
export async function endGuard(world: GuardWorld, usual: HomePaths): Promise<void> {
  const own = await readGuardRecord(world.paths).catch(ifExpected)
  const isOurs = !(await isLentByAnother(own?.token, usual))
  if (isOurs) await mendGuard(world, usual)
  if (own === null) return
  if (isOurs) await giveBack(world.paths, world)
  await writeGuardRecord(world.paths, { ...own, pipConf: null })
  await forgetUser(world)
}

/**
 * Gives back what an earlier job lent and never gave back, for its report never ran. False where there was nothing.
 * @throws ProtectError where it can't be
 */
export async function mendGuard(world: GuardWorld, usual: HomePaths): Promise<boolean> {
  if (!isLent(usual)) return false
  await giveBack(lentPaths(usual), world)
  await forgetLent(usual)
  return true
}

function isExpected(error: unknown): error is ProtectError | ClientError | FilesError {
  return error instanceof ProtectError || error instanceof ClientError || error instanceof FilesError
}

function ifExpected(error: unknown): null {
  if (isExpected(error)) return null
  throw error
}
