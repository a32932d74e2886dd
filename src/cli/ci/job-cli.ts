import { join } from 'node:path'
import { homePaths, type HomePaths } from '../../client/index.ts'
import type { Variable } from '../../guard/index.ts'
import type { Cli } from '../cli.ts'

/** Names the record of a job to later steps. */
export const JOB_VARIABLE = 'PIP_TRUST_CI'
/** Set by the file that `after_script` reads: the shell of the job is gone then. */
export const LATE_VARIABLE = 'PIP_TRUST_CI_LATE'

/** trustctl as it is for a job: with the job's own home, whatever home the environment names. */
export function jobCli(cli: Cli, home: string): Cli {
  const env = { ...cli.env, PIP_TRUST_HOME: home }
  return { ...cli, env, paths: homePaths(env), launch: { ...cli.launch, env } }
}

export function jobFile(home: string): string {
  return join(home, 'job.json')
}

/** Where each guarded pip of the job leaves its report. */
export function runReportsFolder(home: string): string {
  return join(home, 'runs')
}

/** What later steps need in their environment. */
export function jobVariables(home: string, env: NodeJS.ProcessEnv): readonly Variable[] {
  return [
    { name: 'PIP_TRUST_HOME', value: home },
    { name: JOB_VARIABLE, value: jobFile(home) },
    { name: 'PIP_TRUST_REPORT', value: `${runReportsFolder(home)}/` },
    ...((env['CI'] ?? '') === '' ? [{ name: 'CI', value: 'true' }] : []),
  ]
}

/** What goes before everything else on PATH, the first one first. */
export function jobFolders({ shims, bin }: Pick<Cli, 'shims' | 'bin'>): readonly string[] {
  return bin === null ? [shims] : [shims, bin]
}

/** Where a pip without a job's home would look. */
export function usualPaths({ env }: Pick<Cli, 'env'>): HomePaths {
  return homePaths({ ...env, PIP_TRUST_HOME: '' })
}
