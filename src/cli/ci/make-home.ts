import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { ClientError } from '../../client/index.ts'
import { FilesError, isSystemError, openFolderAt, writeFileAtomically } from '../../files/index.ts'
import type { Cli } from '../cli.ts'
import { stopParts } from '../stop-parts.ts'
import { jobCli, runReportsFolder } from './job-cli.ts'

/** As long as the settings allow, a week: a daemon that ends for being idle could not be told from a killed one. */
const SETTINGS = { idleStopMinutes: 10_080 }
const PREFIX = 'pip-trust-ci-'

/**
 * Makes a home that nobody could have put anything into: a new folder of a random name, 0700. GitHub's `RUNNER_TEMP` is
 * emptied before and after each job; elsewhere the system's folder for temporary files holds it. Where others could put
 * another in its place (GitLab's `/builds` is 0777), the next place is taken, and that is said.
 */
export async function makeHome(cli: Cli, policy: string): Promise<string> {
  const home = await mkdtemp(join(await placeOf(cli), PREFIX))
  const { config, state, policyFile, settingsFile } = jobCli(cli, home).paths
  for (const folder of [config, state, runReportsFolder(home)]) await mkdir(folder, { mode: 0o700 })
  await writeFileAtomically(policyFile, policy)
  await writeFileAtomically(settingsFile, `${JSON.stringify(SETTINGS)}\n`)
  return home
}

async function placeOf({ env, complain }: Cli): Promise<string> {
  const given = env['RUNNER_TEMP']
  const first = given !== undefined && isAbsolute(given) ? given : tmpdir()
  for (const place of [first, '/tmp', '/var/tmp', env['HOME'] ?? homedir()]) {
    if (!isAbsolute(place) || !(await isFit(place))) continue
    if (place !== first)
      complain(
        `pip-trust: \`${first}\` can be replaced by other users: the job’s home is made in \`${place}\``,
      )
    return place
  }
  throw new FilesError('open-to-others', {
    message: `other users can replace what is made in \`${first}\`, and there is no other place for the job’s home`,
    hint: `chmod o-w '${first}', or name a folder of this user by TMPDIR`,
  })
}

/**
 * Says where other users could replace the checkout: pip is refused what it would take from there (TC1011), wheels and sources, while
 * what comes from an index is not.
 */
export async function sayIfOpen({ cwd, complain }: Pick<Cli, 'cwd' | 'complain'>): Promise<void> {
  const open = await openFolderAt(cwd)
  if (open === null) return
  complain(
    `pip-trust: all users may write to \`${open}\`, so files and folders of \`${cwd}\` will be refused to pip (TC1011)`,
  )
  complain(`  try  chmod o-w '${open}', before \`trustctl ci bootstrap\``)
}

async function isFit(place: string): Promise<boolean> {
  try {
    return (await openFolderAt(place)) === null
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return false
    throw error
  }
}

/**
 * Ends the parts of a job's home, whose job is over, and removes it: on a machine that outlives the job nothing stays behind.
 * What is not a home that `makeHome` made is left alone. Says what it could not do.
 */
export async function removeHome(own: Cli): Promise<void> {
  const { home, run } = own.paths
  if (home === null || !basename(home).startsWith(PREFIX)) return
  try {
    const { daemon, interceptor } = await stopParts(own, { now: true })
    if (!daemon.ended || !interceptor.ended) {
      own.complain(
        `pip-trust: \`${home}\` stays: its daemon does not end; kill ${daemon.pid ?? interceptor.pid}`,
      )
      return
    }
    await rm(home, { recursive: true, force: true })
    // Sockets whose paths would be too long below it lie elsewhere.
    if (dirname(run) !== home) await rm(run, { recursive: true, force: true })
  } catch (error) {
    if (!isExpected(error)) throw error
    own.complain(`pip-trust: \`${home}\` stays: ${error.message}`)
  }
}

const IN_THE_WAY = ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'ENOTEMPTY'] as const

function isExpected(error: unknown): error is Error {
  if (error instanceof ClientError || error instanceof FilesError) return true
  return IN_THE_WAY.some((code) => isSystemError(error, code))
}
