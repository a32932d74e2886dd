import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readTemplate, runGitlabJob, type GitlabResult } from '../../test/e2e/ci/gitlab-job.ts'
import { outcome, type Ended } from './outcome.ts'
import { install, type Place } from './place.ts'
import type { Outcome } from './table.ts'

/** Jobs by the template of `ci/gitlab`, each with an installation of its own. */
export async function gitlabJobs(place: Place): Promise<readonly Outcome[]> {
  return [
    await gitlabGreen(place),
    await gitlabPath(place),
    await gitlabTrap(place),
    await gitlabEnvironment(place),
    await gitlabTemporary(place),
  ]
}

type Variables = Readonly<Record<string, string>>

async function gitlab(
  place: Place,
  id: number,
  script: readonly string[],
  variables: Variables = {},
): Promise<Ended> {
  return (await gitlabJob(place, id, script, variables)).script
}

async function gitlabJob(
  place: Place,
  id: number,
  script: readonly string[],
  variables: Variables = {},
): Promise<GitlabResult> {
  const archive = readFileSync(join(place.folder, 'pip-trust.tar.gz'))
  const digest = createHash('sha256').update(archive).digest('hex')
  const source = { PIP_TRUST_ARCHIVE: 'file:///pip-trust.tar.gz', PIP_TRUST_SHA256: digest }
  const env = { ...place.env, ...source, ...variables }
  return await runGitlabJob(`/job/gitlab-${id}`, await readTemplate(), { id, script, env }, place.root)
}

function gitlabGreen(place: Place): Promise<Outcome> {
  return outcome('GitLab', 'green, from nothing', 0, () => gitlab(place, 1, [install(place, 'alpha')]))
}

function gitlabPath(place: Place): Promise<Outcome> {
  const script = [install(place, 'alpha'), 'export PATH=/usr/bin:/bin']
  return outcome('GitLab', 'the script puts another pip first on PATH', 25, () => gitlab(place, 2, script))
}

/** The report is made by `after_script` then, whose status counts for nothing: what later jobs read has to say it. */
async function gitlabTrap(place: Place): Promise<Outcome> {
  const script = [install(place, 'alpha'), 'trap true EXIT']
  return await outcome('GitLab', 'the script takes the trap away: no in the dotenv report', 25, async () => {
    const { after, dotenv } = await gitlabJob(place, 3, script)
    return { ...after, code: dotenv.get('PIP_TRUST_PROVEN') === 'no' ? 25 : 0 }
  })
}

/** GitLab's runner makes `/builds`, in which the checkout lies, 0777. */
function gitlabEnvironment(place: Place): Promise<Outcome> {
  const what = 'green in an activated environment, the checkout below a folder that all may write to'
  return outcome('GitLab', what, 0, async () => {
    openToAll(place, 'job/gitlab-4/builds')
    const activate = 'python3 -m venv v && . v/bin/activate'
    return await gitlab(place, 4, [activate, install(place, 'alpha')])
  })
}

/** What pip unpacks there could be replaced before it is installed. The shell of a job makes 1 of the 25. */
function gitlabTemporary(place: Place): Promise<Outcome> {
  return outcome('GitLab', 'TMPDIR below a folder that all may write to', 1, async () => {
    openToAll(place, 'shared')
    mkdirSync(join(place.folder, 'shared/tmp'))
    return await gitlab(place, 5, [install(place, 'alpha')], { TMPDIR: '/shared/tmp' })
  })
}

function openToAll({ folder }: Place, name: string): void {
  rmSync(join(folder, name), { recursive: true, force: true })
  mkdirSync(join(folder, name), { recursive: true })
  chmodSync(join(folder, name), 0o777)
}
