import type { Bypass, PolicyStatus } from '../../protocol/index.ts'
import type { Job } from './job.ts'
import { proven, unproven, type ProofCheck } from './proof.ts'

/** The daemon as it is found when a job ends. */
export interface DaemonNow {
  readonly server: { readonly pid: number; readonly startedAt: number }
  readonly policy: Pick<PolicyStatus, 'name' | 'version' | 'digest' | 'refused'>
  readonly bypass: Bypass | null
}

const KEEP = 'look for the step that ends processes; the daemon of a job must live as long as the job'
const UNCHANGED = 'name the policy when the job begins: trustctl ci bootstrap --policy FILE'

/** Whether the daemon that judged is still the one that the job began with, and judges by the same policy. */
export function daemonChecks(job: Job, now: DaemonNow | null): readonly ProofCheck[] {
  if (now === null) {
    const words = `the daemon of this job (pid ${job.daemon.pid}) is not running any more: something ended it between steps`
    return [unproven('daemon', words, KEEP)]
  }
  return [sameDaemon(job, now), samePolicy(job, now), noBypass(now)]
}

function sameDaemon({ daemon }: Job, { server }: DaemonNow): ProofCheck {
  if (server.pid === daemon.pid && server.startedAt === daemon.startedAt)
    return proven('daemon', `the daemon that judged has run all the time (pid ${daemon.pid})`)
  const words = `the daemon is another one than at the beginning: expected pid ${daemon.pid}, found pid ${server.pid}; something ended it between steps`
  return unproven('daemon', words, KEEP)
}

function samePolicy({ policy }: Job, { policy: now }: DaemonNow): ProofCheck {
  if (now.refused !== null)
    return unproven('policy', `a policy file can't be used: ${now.refused}`, UNCHANGED)
  if (now.digest === policy.digest)
    return proven('policy', `policy ${policy.name} v${policy.version} was in force from beginning to end`)
  const words = `the policy was changed during the job: expected ${policy.name} v${policy.version} (sha256 ${policy.digest.slice(0, 12)}…), found ${now.name} v${now.version} (sha256 ${now.digest.slice(0, 12)}…)`
  return unproven('policy', words, UNCHANGED)
}

function noBypass({ bypass }: DaemonNow): ProofCheck {
  if (bypass === null) return proven('bypass', 'nothing is bypassed')
  return unproven(
    'bypass',
    `a bypass is in force, by ${bypass.by}: ${bypass.reason}`,
    'trustctl bypass --end',
  )
}
