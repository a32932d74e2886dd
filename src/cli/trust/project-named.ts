import { parseProjectName, type ProjectName } from '../../python/index.ts'
import { CliError } from '../cli-error.ts'

/** A project's name in its normal form. Throws `CliError` `usage`. */
export function projectNamed(text: string): ProjectName {
  const project = parseProjectName(text)
  if (project !== null) return project
  throw new CliError('usage', {
    message: `\`${text}\` is no project name: expected something like \`flask\``,
    hint: 'trustctl trust show',
  })
}
