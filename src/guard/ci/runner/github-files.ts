import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { isSystemError } from '../../../files/index.ts'
import { CiError } from '../ci-error.ts'

/** A variable for later steps. */
export interface Variable {
  readonly name: string
  readonly value: string
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * An entry of `GITHUB_ENV` or `GITHUB_OUTPUT`, in the form for values of several lines, which is safe for any value as
 * long as nobody can guess the delimiter: `NAME<<DELIMITER`, the value, `DELIMITER`. Throws `CiError` `value` where the name
 * is none, or the value has the delimiter among its lines.
 */
export function environmentEntry({ name, value }: Variable, delimiter: string): string {
  if (!NAME.test(name)) throw unsayable(`\`${name}\` is no name of a variable`)
  if (value.split(/\r?\n/).includes(delimiter)) throw unsayable(`the value of ${name} has its own delimiter`)
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`
}

/** A line of `GITHUB_PATH`, which has no way to say more than a line. Throws `CiError` `value` for what isn't one. */
export function pathEntry(folder: string): string {
  if (!folder.startsWith('/') || folder.includes(':') || /\p{Cc}/u.test(folder)) {
    throw unsayable(`\`${JSON.stringify(folder)}\` can't be put on PATH`)
  }
  return `${folder}\n`
}

/**
 * Appends entries to one of the runner's files. Another program's last line without an end doesn't swallow them. Throws
 * `CiError` `provider` where the runner gave no such file, or it is a link or no regular file.
 */
export async function appendToRunnerFile(
  variable: string,
  path: string | undefined,
  text: string,
): Promise<void> {
  if (path === undefined || path === '') {
    throw new CiError('provider', {
      message: `\`${variable}\` names no file: this is no step of a GitHub job`,
      hint: 'trustctl ci bootstrap --provider shell',
    })
  }
  const file = await openToAppend(variable, path)
  try {
    await file.appendFile(`${await missingEnd(file)}${text}`)
  } finally {
    await file.close()
  }
}

type Handle = Awaited<ReturnType<typeof open>>

async function openToAppend(variable: string, path: string): Promise<Handle> {
  try {
    const file = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW)
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (cause) {
    const known = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EACCES', 'ENXIO']
    if (!known.some((code) => isSystemError(cause, code))) throw cause
  }
  throw new CiError('provider', {
    message: `\`${variable}\` names \`${path}\`, and that is no file that can be appended to`,
    hint: 'trustctl ci bootstrap --provider shell',
  })
}

async function missingEnd(file: Handle): Promise<string> {
  const { size } = await file.stat()
  if (size === 0) return ''
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer.toString() === '\n' ? '' : '\n'
}

function unsayable(message: string): CiError {
  return new CiError('value', { message })
}
