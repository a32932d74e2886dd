import { CiError } from '../ci-error.ts'
import type { Variable } from './github-files.ts'

/** GitLab's limits for a dotenv report: bytes of the file, and variables in it (the lowest of its plans). */
const MAX_BYTES = 5 * 1024
const MAX_VARIABLES = 20

/**
 * A dotenv report (`artifacts:reports:dotenv`): `NAME=VALUE` a line, no quotes, no line breaks. Throws `CiError` `value`
 * for what GitLab would refuse or read otherwise.
 */
export function dotenvText(variables: readonly Variable[]): string {
  if (variables.length > MAX_VARIABLES)
    throw unsayable(`${variables.length} variables are more than ${MAX_VARIABLES}`)
  const text = variables.map(line).join('')
  if (Buffer.byteLength(text) > MAX_BYTES) throw unsayable(`the file would have more than ${MAX_BYTES} bytes`)
  return text
}

function line({ name, value }: Variable): string {
  if (!/^[A-Za-z0-9_]+$/.test(name)) throw unsayable(`\`${name}\` is no name of a variable`)
  if (!/^[ -~]*$/.test(value) || value !== value.trim() || /["'$\\`#]/.test(value))
    throw unsayable(`the value of ${name} has characters that a dotenv report can't carry`)
  return `${name}=${value}\n`
}

function unsayable(message: string): CiError {
  return new CiError('value', { message: `a dotenv report can't be written: ${message}` })
}
