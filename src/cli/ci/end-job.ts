import { dirname } from 'node:path'
import { ClientError } from '../../client/index.ts'
import { FilesError } from '../../files/index.ts'
import {
  CiError,
  collectResults,
  daemonChecks,
  endGuard,
  lookAtGuard,
  manifestPlaces,
  mendGuard,
  ProtectError,
  proven,
  readJob,
  readManifests,
  readRunReports,
  unproven,
  writeJob,
  type DaemonNow,
  type Job,
  type JobReport,
  type JobResults,
  type ProofCheck,
} from '../../guard/index.ts'
import type { Cli } from '../cli.ts'
import { withDaemon, withRunningDaemon } from '../daemon.ts'
import { decisionPages } from '../record-pages.ts'
import { guardWorld } from '../protect/index.ts'
import { CANARIES, canaryChecks } from './canary-checks.ts'
import { JOB_VARIABLE, jobCli, jobFile, LATE_VARIABLE, runReportsFolder, usualPaths } from './job-cli.ts'
import { removeHome } from './make-home.ts'
import { pathCheck } from './path-check.ts'

const EVER_DAYS = 36_500
const NOTHING = collectResults([]).results()
const BOOTSTRAP = 'run `trustctl ci bootstrap` first, and leave its variables in the environment'

/** A job as it ends: whether pip was guarded all through, and what was decided. */
export interface Ended {
  readonly job: Job | null
  readonly report: JobReport
}

/**
 * Looks at everything once more, then gives back what the guard changed and removes the job's home. What can't be looked at isn't
 * proven; nothing is left out of the report for that.
 * @param keepGuard true for a report in the middle of a job: guard, daemon and home stay
 */
export async function endJob(cli: Cli, { keepGuard }: { readonly keepGuard: boolean }): Promise<Ended> {
  const found = await findJob(cli)
  const job = 'isProven' in found ? null : found
  let given: readonly ProofCheck[] = []
  let report: JobReport
  try {
    report = 'isProven' in found ? { ...emptyReport(cli), checks: [found] } : await reportOf(cli, found)
  } finally {
    if (!keepGuard) given = await giveBack(cli, job)
    if (!keepGuard && job !== null) await removeHome(jobCli(cli, job.home))
  }
  return { job, report: { ...report, checks: [...report.checks, ...given] } }
}

async function reportOf(cli: Cli, job: Job): Promise<JobReport> {
  const own = jobCli(cli, job.home)
  const standing = daemonChecks(job, await daemonNow(own))
  const guard = job.guard === null ? [] : await lookAtGuard(job.guard, guardWorld(own))
  const { results, unread } = await resultsOf(own, job)
  const looked = [...environmentChecks(cli, job), ...standing, ...guard, pathCheck(cli, job)]
  // Where the job is red already, a canary could only say it again.
  const isRed = results.counts.artifacts === 0 || !looked.every(({ isProven }) => isProven)
  const canary = isRed ? [] : await lastCanary(own, job)
  const projects = results.entries.flatMap(({ project }) => (project === null ? [] : [project]))
  return {
    version: cli.version,
    policy: job.policy,
    checks: [...looked, ...canary],
    results,
    places: manifestPlaces(await readManifests(cli.cwd), projects),
    unreadReports: unread,
  }
}

/** Of a job that is not known any more too: what it changed of the user's is written down elsewhere. */
async function giveBack(cli: Cli, job: Job | null): Promise<readonly ProofCheck[]> {
  try {
    if (job === null) await mendGuard(guardWorld(cli), usualPaths(cli))
    else if (job.guard !== null) await endGuard(guardWorld(jobCli(cli, job.home)), usualPaths(cli))
    return []
  } catch (error) {
    if (!(error instanceof ProtectError)) throw error
    const words = `what the guard changed could not be given back: ${error.message}`
    return [unproven('guard', words, error.hint ?? 'trustctl unprotect user')]
  }
}

function emptyReport({ version }: Cli): JobReport {
  return { version, policy: null, checks: [], results: NOTHING, places: new Map(), unreadReports: 0 }
}

/** The job that the environment names, or why there is none. */
async function findJob({ env }: Cli): Promise<Job | ProofCheck> {
  const file = env[JOB_VARIABLE] ?? ''
  if (file === '') {
    const words = `\`${JOB_VARIABLE}\` is not set: the job was not bootstrapped, or a step took its environment away`
    return unproven('job', words, BOOTSTRAP)
  }
  try {
    const job = await readJob(file)
    if (jobFile(job.home) === file) return job
    return unproven('job', `\`${file}\` is the record of another place: \`${job.home}\``, BOOTSTRAP)
  } catch (error) {
    if (!(error instanceof CiError)) throw error
    return unproven('job', error.message, error.hint ?? BOOTSTRAP)
  }
}

function environmentChecks({ env }: Cli, { home }: Job): readonly ProofCheck[] {
  const found = env['PIP_TRUST_HOME'] ?? ''
  if (found !== home) {
    const words = `\`PIP_TRUST_HOME\` was taken away or changed: expected \`${home}\`, found \`${found}\``
    return [unproven('environment', words, 'find the step that changes it')]
  }
  if ((env[LATE_VARIABLE] ?? '') !== '') {
    const words =
      'the shell of the job ended without its report: its exit trap was taken away, or it was killed'
    return [unproven('environment', words, 'find the line that sets another trap for EXIT')]
  }
  return [proven('environment', `the job’s own home is in use: ${dirname(jobFile(home))}`)]
}

/** Null where it doesn't run or can't be spoken with. */
async function daemonNow(cli: Cli): Promise<DaemonNow | null> {
  try {
    return await withRunningDaemon(cli, (daemon) => daemon.status())
  } catch (error) {
    if (error instanceof ClientError || error instanceof FilesError) return null
    throw error
  }
}

/** From the store, by a daemon that is started where need be: that one proves nothing, but it can read. */
async function resultsOf(cli: Cli, job: Job): Promise<{ results: JobResults; unread: number }> {
  const collector = collectResults(job.canaryRuns)
  await withDaemon(cli, async (daemon) => {
    const reading = { days: EVER_DAYS, what: 'reading what was decided' }
    for await (const page of decisionPages(daemon, reading, cli)) collector.decisions(page)
  })
  const { refusals, unread } = await readRunReports(runReportsFolder(job.home))
  collector.refusals(refusals)
  return { results: collector.results(), unread }
}

/** The pip that a step would get now. Its runs are written down, so that a second report doesn't count them. */
async function lastCanary(cli: Cli, job: Job): Promise<readonly ProofCheck[]> {
  const { checks, runs } = await canaryChecks(cli, CANARIES[job.guard === null ? 'shim' : 'guard'])
  await writeJob(jobFile(job.home), { ...job, canaryRuns: [...job.canaryRuns, ...runs] })
  return checks
}
