import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readEnvironmentFile, readPathFile } from '../../guard/ci/github-runner.ts'
import { runCommand, type CommandResult } from '../harness/index.ts'

/** What one step of an emulated GitHub job came to. */
export interface StepResult extends CommandResult {
  /** What it wrote for the summary. */
  readonly summary: string
}

/** A job as GitHub's runner runs it: each step a new shell, with what earlier steps left in their files applied. */
export interface GithubJob {
  /** The checkout, in which steps run. */
  readonly workspace: string
  readonly runnerTemp: string
  /** Variables as the next step would get them. */
  readonly env: () => Readonly<Record<string, string>>
  /** Runs a script as `shell: bash` does; never rejects for how it ends. */
  readonly step: (script: string) => Promise<StepResult>
}

/**
 * Starts a job below `root`. `env` is that of the machine and of the workflow's `env:`; what steps write to `GITHUB_ENV` comes
 * over it, and what they write to `GITHUB_PATH` before its PATH, the last one first.
 */
export async function startGithubJob(
  root: string,
  env: Readonly<Record<string, string>>,
): Promise<GithubJob> {
  const [workspace, runnerTemp, files] = ['checkout', 'runner-temp', 'files'].map((name) =>
    join(root, name),
  ) as [string, string, string]
  for (const folder of [workspace, runnerTemp, files]) await mkdir(folder, { recursive: true })
  const variables = new Map(Object.entries(env))
  let folders: readonly string[] = []
  let count = 0

  const current = (): Readonly<Record<string, string>> => ({
    ...Object.fromEntries(variables),
    PATH: [...folders, env['PATH'] ?? ''].join(':'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: runnerTemp,
  })

  const step = async (script: string): Promise<StepResult> => {
    count += 1
    const at = (name: string): string => join(files, `${name}-${count}`)
    const [ENV, PATH, SUMMARY, SCRIPT] = [at('env'), at('path'), at('summary'), at('script.sh')]
    for (const file of [ENV, PATH, SUMMARY]) await writeFile(file, '')
    await writeFile(SCRIPT, script)
    const result = await runCommand('bash', ['--noprofile', '--norc', '-eo', 'pipefail', SCRIPT], {
      cwd: workspace,
      env: { ...current(), GITHUB_ENV: ENV, GITHUB_PATH: PATH, GITHUB_STEP_SUMMARY: SUMMARY },
    })
    for (const [name, value] of readEnvironmentFile(await readFile(ENV, 'utf8'))) variables.set(name, value)
    const added = readPathFile(await readFile(PATH, 'utf8'))
    folders = [...added, ...folders.filter((folder) => !added.includes(folder))]
    return { ...result, summary: await readFile(SUMMARY, 'utf8') }
  }
  return { workspace, runnerTemp, env: current, step }
}
