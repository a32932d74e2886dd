import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { writeFileAtomically } from '../../files/index.ts'
import {
  appendToRunnerFile,
  environmentEntry,
  pathEntry,
  shellText,
  shellTextWithEnd,
  type Job,
} from '../../guard/index.ts'
import type { Cli } from '../cli.ts'
import { jobFolders, jobVariables, LATE_VARIABLE } from './job-cli.ts'

/**
 * Puts a job in force for what comes after: GitHub's files for later steps, or a text for the shell to evaluate, which is
 * what this resolves with (null where the runner's files say it all). `after` is the file that `after_script` reads.
 */
export async function tellRunner(cli: Cli, job: Job, after: string | undefined): Promise<string | null> {
  const variables = jobVariables(job.home, cli.env)
  const folders = jobFolders(cli)
  switch (job.provider) {
    case 'github': {
      const entries = variables.map((each) => environmentEntry(each, `ghadelimiter_${randomUUID()}`))
      await appendToRunnerFile('GITHUB_ENV', cli.env['GITHUB_ENV'], entries.join(''))
      // The runner puts the last one first.
      const paths = folders.toReversed().map(pathEntry)
      await appendToRunnerFile('GITHUB_PATH', cli.env['GITHUB_PATH'], paths.join(''))
      return null
    }
    case 'gitlab': {
      const late = shellText([...variables, { name: LATE_VARIABLE, value: '1' }], folders)
      if (after !== undefined) await writeFileAtomically(resolve(cli.cwd, after), late)
      return shellTextWithEnd(variables, folders, [trustctl(cli), 'ci', 'report'])
    }
    case 'shell':
      return shellText(variables, folders)
  }
}

/** By its path: the end of a job must not depend on PATH. */
function trustctl({ bin }: Cli): string {
  return bin === null ? 'trustctl' : join(bin, 'trustctl')
}
