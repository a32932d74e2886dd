import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { runCommand, type CommandResult } from '../harness/index.ts'
import { HERE, type Root } from './root.ts'

const JOB_TIMEOUT_MS = 900_000

/** What GitLab's job of the template is made of, as the file says it. */
export interface GitlabTemplate {
  readonly before_script: readonly string[]
  readonly after_script: readonly string[]
  readonly artifacts: { readonly reports: Readonly<Record<'junit' | 'codequality' | 'dotenv', string>> }
}

/** A job that extends the template. */
export interface GitlabJob {
  /** As GitLab counts its jobs. */
  readonly id: number
  readonly script: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** How a job went. */
export interface GitlabResult {
  /** Of before_script and script, which alone decide. */
  readonly script: CommandResult
  readonly after: CommandResult
  /** What later jobs would have in their environment. */
  readonly dotenv: ReadonlyMap<string, string>
  /** Text of a report that the template names; null where it wasn't written. */
  readonly report: (name: 'junit' | 'codequality') => Promise<string | null>
}

/** The job of `ci/gitlab`, parsed. */
export async function readTemplate(): Promise<GitlabTemplate> {
  const file = join(import.meta.dirname, '../../../ci/gitlab/pip-trust.gitlab-ci.yml')
  return parse(await readFile(file, 'utf8'))['.pip-trust']
}

/**
 * Runs a job as gitlab-runner's bash does: before_script and script are one text that a shell evaluates at the end of a
 * pipe, with errexit and pipefail; after_script is another shell with the job's variables alone, and its status is ignored.
 */
export async function runGitlabJob(
  folder: string,
  template: GitlabTemplate,
  { id, script, env }: GitlabJob,
  root: Root = HERE,
): Promise<GitlabResult> {
  const project = `${folder}/builds/project`
  await mkdir(root.outside(project), { recursive: true })
  const variables = { ...env, CI: 'true', GITLAB_CI: 'true', CI_JOB_ID: String(id), CI_PROJECT_DIR: project }
  const run = async (name: string, lines: readonly string[]): Promise<CommandResult> => {
    const file = `${folder}/${name}`
    const evaluated = `'${lines.join('\n').replaceAll("'", `'\\''`)}\n'`
    const text = `set -o pipefail\nset -o errexit\nset +o noclobber\n: | eval ${evaluated}\nexit 0\n`
    await writeFile(root.outside(file), text)
    const [program, ...args] = root.command(project, 'bash', [file])
    return await runCommand(program, args, {
      cwd: root.outside(project),
      env: variables,
      timeoutMs: JOB_TIMEOUT_MS,
    })
  }
  const main = await run('script.sh', [...template.before_script, ...script])
  const after = await run('after.sh', template.after_script)
  const read = async (path: string): Promise<string | null> => {
    const file = root.outside(`${project}/${path}`)
    return existsSync(file) ? await readFile(file, 'utf8') : null
  }
  const { reports } = template.artifacts
  return {
    script: main,
    after,
    dotenv: dotenvOf(await read(reports.dotenv)),
    report: (name) => read(reports[name]),
  }
}

function dotenvOf(text: string | null): ReadonlyMap<string, string> {
  const lines = (text ?? '').split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
