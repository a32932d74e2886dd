import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { writeFileAtomically } from '../../files/index.ts'
import type { Cli } from '../cli.ts'
import { jobCli, runReportsFolder } from './job-cli.ts'

/** As long as the settings allow, a week: a daemon that ends for being idle could not be told from a killed one. */
const SETTINGS = { idleStopMinutes: 10_080 }

/**
 * Makes a home that nobody could have put anything into: a new folder of a random name, 0700. GitHub's `RUNNER_TEMP` is
 * emptied before and after each job; elsewhere the system's folder for temporary files holds it.
 */
export async function makeHome(cli: Cli, policy: string): Promise<string> {
  const given = cli.env['RUNNER_TEMP']
  const base = given !== undefined && isAbsolute(given) ? given : tmpdir()
  const home = await mkdtemp(join(base, 'pip-trust-ci-'))
  const { config, state, policyFile, settingsFile } = jobCli(cli, home).paths
  for (const folder of [config, state, runReportsFolder(home)]) await mkdir(folder, { mode: 0o700 })
  await writeFileAtomically(policyFile, policy)
  await writeFileAtomically(settingsFile, `${JSON.stringify(SETTINGS)}\n`)
  return home
}
