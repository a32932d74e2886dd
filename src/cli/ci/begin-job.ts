import { dirname } from 'node:path'
import {
  holdsAnything,
  restoredState,
  writeJob,
  type Job,
  type ProofCheck,
  type Provider,
  type Restored,
} from '../../guard/index.ts'
import { homePaths } from '../../client/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import { canaryChecks } from './canary-checks.ts'
import { JOB_VARIABLE, jobCli, jobFile, jobFolders } from './job-cli.ts'
import { jobPolicy } from './job-policy.ts'
import { makeHome } from './make-home.ts'

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
}

/** Makes a job's home, starts its daemon, tries it, and writes down what the end is held against. */
export async function beginJob(cli: Cli, { provider, policy }: JobWish): Promise<Begun> {
  refuseSecond(cli)
  const named = cli.env['PIP_TRUST_HOME'] ?? ''
  if (named !== '' && (await holdsAnything(cli.paths.home ?? named)))
    return { kind: 'restored', home: named, found: await restoredState(cli.paths) }
  const text = await jobPolicy(cli, policy)
  cli.complain('pip-trust: making a home for this job')
  const home = await makeHome(cli, text)
  const own = jobCli(cli, home)
  const status = await withDaemon(own, (daemon) => daemon.status())
  const { name, version, digest } = status.policy
  cli.complain(`pip-trust: the daemon runs (pid ${status.server.pid}), policy ${name} v${version}`)
  const guarded = withShims(own)
  const { checks, runs } = await canaryChecks(guarded, 'pip')
  const job: Job = {
    provider,
    home,
    startedAt: cli.now(),
    daemon: { pid: status.server.pid, startedAt: status.server.startedAt },
    policy: { name, version, digest },
    canaryRuns: runs,
  }
  await writeJob(jobFile(home), job)
  return { kind: 'begun', job, setAside: await restoredState(usualPaths(cli)), checks }
}

/** PATH as later steps will have it. */
function withShims(cli: Cli): Cli {
  const PATH = [...jobFolders(cli), cli.env['PATH'] ?? ''].join(':')
  return { ...cli, env: { ...cli.env, PATH } }
}

/** Where a pip without a job's home would look. */
function usualPaths({ env }: Cli): Cli['paths'] {
  return homePaths({ ...env, PIP_TRUST_HOME: '' })
}

function refuseSecond({ env }: Cli): void {
  const file = env[JOB_VARIABLE] ?? ''
  if (file === '') return
  throw new CliError('usage', {
    message: `this job is guarded already: \`${JOB_VARIABLE}\` names \`${file}\``,
    hint: `bootstrap once a job; to begin anew: unset ${JOB_VARIABLE} PIP_TRUST_HOME (${dirname(file)})`,
  })
}
