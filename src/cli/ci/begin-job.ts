import { dirname, join, resolve } from 'node:path'
import {
  beginGuard,
  endGuard,
  holdsAnything,
  mendGuard,
  restoredState,
  writeJob,
  type Job,
  type ProofCheck,
  type Provider,
  type Restored,
} from '../../guard/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import { guardWorld } from '../protect/index.ts'
import { canaryChecks, CANARIES } from './canary-checks.ts'
import { importKeyrings } from './import-keyrings.ts'
import { JOB_VARIABLE, jobCli, jobFile, jobFolders, usualPaths } from './job-cli.ts'
import { checkJobPolicy, jobPolicyText } from './job-policy.ts'
import { makeHome, removeHome, sayIfOpen } from './make-home.ts'

/** How the beginning of a job went. */
export type Begun =
  /** `PIP_TRUST_HOME` names a folder that was filled before the job began. */
  | { readonly kind: 'restored'; readonly home: string; readonly found: readonly Restored[] }
  | {
      readonly kind: 'begun'
      readonly job: Job
      /** What lies in the usual places and isn't used. */
      readonly setAside: readonly Restored[]
      /** What the canary came to: later steps are told of the job only where all is proven. */
      readonly checks: readonly ProofCheck[]
    }

export interface JobWish {
  readonly provider: Provider
  /** A policy file that the job names; undefined for the preset `ci`. */
  readonly policy: string | undefined
  /** Whether pips that no shim sees are to be guarded too. */
  readonly guard: boolean
}

/** Makes a job's home, starts its daemon and the guard, tries them, and writes down what the end is held against. */
export async function beginJob(cli: Cli, { provider, policy, guard }: JobWish): Promise<Begun> {
  refuseSecond(cli)
  const named = cli.env['PIP_TRUST_HOME'] ?? ''
  if (named !== '' && (await holdsAnything(cli.paths.home ?? named)))
    return { kind: 'restored', home: named, found: await restoredState(cli.paths) }
  await sayIfOpen(cli)
  const text = await jobPolicyText(cli, policy)
  cli.complain('pip-trust: making a home for this job')
  const own = jobCli(cli, await makeHome(cli, text))
  let isProven = false
  try {
    await checkJobPolicyAt(own, text, policy)
    const begun = await beginIn(own, cli, { provider, guard })
    isProven = begun.checks.every((check) => check.isProven)
    return begun
  } finally {
    // No later step is told of it.
    if (!isProven) await removeHome(own)
  }
}

/** The beginning of a job in its own home. */
async function beginIn(
  own: Cli,
  cli: Cli,
  { provider, guard }: Omit<JobWish, 'policy'>,
): Promise<Extract<Begun, { kind: 'begun' }>> {
  if (await mendGuard(guardWorld(own), usualPaths(cli)))
    cli.complain(
      'pip-trust: gave back what an earlier job without a report had changed of pip’s configuration',
    )
  const status = await withDaemon(own, (daemon) => daemon.status())
  const { name, version, digest } = status.policy
  cli.complain(`pip-trust: the daemon runs (pid ${status.server.pid}), policy ${name} v${version}`)
  const tried = await guardedAndTried(own, usualPaths(cli), guard)
  const job: Job = {
    provider,
    home: own.paths.home ?? '',
    startedAt: cli.now(),
    daemon: { pid: status.server.pid, startedAt: status.server.startedAt },
    policy: { name, version, digest },
    guard: tried.guard,
    canaryRuns: tried.runs,
  }
  await writeJob(jobFile(job.home), job)
  return { kind: 'begun', job, setAside: await restoredState(usualPaths(cli)), checks: tried.checks }
}

/** The keyrings beside the policy that the job names, and whether it can be used with them. */
async function checkJobPolicyAt(own: Cli, text: string, policy: string | undefined): Promise<void> {
  if (policy === undefined) return
  const file = resolve(own.cwd, policy)
  const names = await importKeyrings(own, join(dirname(file), 'keyrings'))
  if (names.length > 0) own.complain(`pip-trust: keyrings from beside the policy: ${names.join(', ')}`)
  await checkJobPolicy(own, text, file)
}

interface Tried {
  readonly guard: Job['guard']
  readonly checks: readonly ProofCheck[]
  readonly runs: readonly string[]
}

/** Nothing of the user's stays changed where it isn't proven. */
async function guardedAndTried(own: Cli, usual: Cli['paths'], isWanted: boolean): Promise<Tried> {
  const world = guardWorld(own)
  if (isWanted) own.complain('pip-trust: putting the guard in force for pips without a shim')
  const begun = isWanted ? await beginGuard(world, usual) : null
  if (begun !== null && !('pid' in begun)) return { guard: null, checks: begun, runs: [] }
  let isProven = false
  try {
    const { checks, runs } = await canaryChecks(withShims(own), CANARIES[begun === null ? 'shim' : 'guard'])
    isProven = checks.every((check) => check.isProven)
    return { guard: begun, checks, runs }
  } finally {
    if (begun !== null && !isProven) await endGuard(world, usual)
  }
}

/** PATH as later steps will have it. */
function withShims(cli: Cli): Cli {
  const PATH = [...jobFolders(cli), cli.env['PATH'] ?? ''].join(':')
  return { ...cli, env: { ...cli.env, PATH } }
}

function refuseSecond({ env }: Cli): void {
  const file = env[JOB_VARIABLE] ?? ''
  if (file === '') return
  throw new CliError('usage', {
    message: `this job is guarded already: \`${JOB_VARIABLE}\` names \`${file}\``,
    hint: `bootstrap once a job; to begin anew: unset ${JOB_VARIABLE} PIP_TRUST_HOME (${dirname(file)})`,
  })
}
