import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readEnvironmentFile, readPathFile } from '../../guard/ci/github-runner.ts'
import { runCommand, type CommandResult } from '../harness/index.ts'
import { HERE, type Root } from './root.ts'

/** An installation takes its time on a busy machine. */
const STEP_TIMEOUT_MS = 600_000

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
  readonly step: (script: string, env?: Readonly<Record<string, string>>) => Promise<StepResult>
}

/**
 * Starts a job below `folder` (a path in `root`). `env` is that of the machine and of the workflow's `env:`; what steps write
 * to `GITHUB_ENV` comes over it, and what they write to `GITHUB_PATH` before its PATH, the last one first.
 */
export async function startGithubJob(
  folder: string,
  env: Readonly<Record<string, string>>,
  root: Root = HERE,
): Promise<GithubJob> {
  const [workspace, runnerTemp, files] = [`${folder}/checkout`, `${folder}/runner-temp`, `${folder}/files`]
  for (const each of [workspace, runnerTemp, files]) await mkdir(root.outside(each), { recursive: true })
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

  const step: GithubJob['step'] = async (script, own = {}) => {
    count += 1
    const at = (name: string): string => `${files}/${name}-${count}`
    const write = (path: string, text: string): Promise<void> => writeFile(root.outside(path), text)
    const read = (path: string): Promise<string> => readFile(root.outside(path), 'utf8')
    const [ENV, PATH, SUMMARY, OUTPUT] = [at('env'), at('path'), at('summary'), at('output')]
    for (const file of [ENV, PATH, SUMMARY, OUTPUT]) await write(file, '')
    await write(at('script'), script)
    const shell = ['--noprofile', '--norc', '-eo', 'pipefail', at('script')]
    const [program, ...args] = root.command(workspace, 'bash', shell)
    const result = await runCommand(program, args, {
      cwd: root.outside(workspace),
      env: {
        ...current(),
        GITHUB_ENV: ENV,
        GITHUB_PATH: PATH,
        GITHUB_STEP_SUMMARY: SUMMARY,
        GITHUB_OUTPUT: OUTPUT,
        ...own,
      },
      timeoutMs: STEP_TIMEOUT_MS,
    })
    for (const [name, value] of readEnvironmentFile(await read(ENV))) variables.set(name, value)
    const added = readPathFile(await read(PATH))
    folders = [...added, ...folders.filter((each) => !added.includes(each))]
    return { ...result, summary: await read(SUMMARY) }
  }
  return { workspace, runnerTemp, env: current, step }
}

/** Runs a step of the composite action of `ci/github`, which lies at `path` where the job is. */
export async function runAction(
  job: GithubJob,
  path: string,
  run: 'bootstrap' | 'report',
): Promise<StepResult> {
  const file = join(import.meta.dirname, '../../../ci/github/action.yml')
  const { runs }: Action = parse(await readFile(file, 'utf8'))
  const chosen = runs.steps.find((each) => each.if === `inputs.run == '${run}'`)
  if (chosen === undefined) throw new Error(`the action has no step for \`${run}\``)
  const values = new Map([
    ['github.action_path', path],
    ['inputs.policy', ''],
    ['inputs.guard', 'yes'],
  ])
  const own = Object.entries(chosen.env ?? {}).map(([name, text]) => [
    name,
    text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_whole, expression: string) => values.get(expression) ?? ''),
  ])
  return await job.step(chosen.run, Object.fromEntries(own))
}

interface Action {
  readonly runs: {
    readonly steps: readonly {
      readonly if: string
      readonly env?: Readonly<Record<string, string>>
      readonly run: string
    }[]
  }
}
