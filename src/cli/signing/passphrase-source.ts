import { createReadStream } from 'node:fs'
import { EncodingError, readBounded } from '../../encoding/index.ts'
import type { PassphraseSource } from '../../publish/keys/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'

/** For CI, where nobody types; everywhere else a file descriptor is better, which no other program inherits. */
export const PASSPHRASE_VARIABLE = 'PIP_TRUST_KEY_PASSPHRASE'
const MAX_BYTES = 4096

/**
 * Where passphrases come from: a file descriptor, a variable, or the person at the terminal. Never an argument, which everybody on
 * the machine can read. Throws `CliError` `usage` for a descriptor that is none.
 */
export async function passphraseSource(
  { env, terminal }: Cli,
  descriptor: string | undefined,
): Promise<PassphraseSource> {
  if (descriptor !== undefined) return { kind: 'said', value: await lineOf(descriptor) }
  const said = env[PASSPHRASE_VARIABLE]
  if (said !== undefined && said !== '') return { kind: 'said', value: said }
  if (terminal === null) return { kind: 'none' }
  return { kind: 'terminal', ask: (question) => terminal.askSecret(question) }
}

/** The first line. */
async function lineOf(descriptor: string): Promise<string> {
  const fd = /^[0-9]{1,4}$/.test(descriptor) ? Number(descriptor) : -1
  try {
    if (fd < 0) throw new RangeError('it is no number')
    const bytes = await readBounded(createReadStream('', { fd, autoClose: false }), { maxBytes: MAX_BYTES })
    return Buffer.from(bytes).toString().split('\n')[0] ?? ''
  } catch (cause) {
    const isExpected = cause instanceof EncodingError || cause instanceof RangeError || isSystem(cause)
    if (!isExpected) throw cause
    throw new CliError('usage', {
      message: `no passphrase can be read from file descriptor \`${descriptor}\`: ${cause.message}`,
      hint: 'trustctl sign --passphrase-fd 3 FILE 3<passphrase.txt',
      cause,
    })
  }
}

function isSystem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}
