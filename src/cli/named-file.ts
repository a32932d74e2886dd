import { resolve } from 'node:path'
import { FilesError, readFileBounded } from '../files/index.ts'
import { CliError } from './cli-error.ts'
import type { Cli } from './cli.ts'

/** Reads a file that a person named, from where trustctl was called. Throws `CliError` `input`, which offers `hint`. */
export async function readNamedFile(
  named: string,
  { maxBytes, hint }: { readonly maxBytes: number; readonly hint: string },
  { cwd }: Pick<Cli, 'cwd'>,
): Promise<Uint8Array> {
  try {
    return await readFileBounded(resolve(cwd, named), { maxBytes })
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    throw new CliError('input', { message: cause.message, hint, cause })
  }
}
