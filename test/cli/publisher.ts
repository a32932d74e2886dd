import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import * as v from 'valibot'
import type { Cli } from '../../src/cli/cli.ts'
import { makeWheel } from '../world/index/index.ts'
import { scratch, type Scratch } from './trustctl.ts'

export const PASSPHRASE = 'four words that nobody says'
export const WHO = ['--holder', 'dana', '--owner', 'Dana <dana@acme.example>']
/** What verbs say of a key. */
export const KeyAnswer = v.object({ key: v.object({ fingerprint: v.string() }) })

/** trustctl with a passphrase in its environment, and a wheel. */
export async function publisher(
  t: ExecutionContext,
  changes: Partial<Cli> = {},
): Promise<Scratch & { readonly wheel: string }> {
  const own = await scratch(t, changes)
  Object.assign(own.cli.env, { PIP_TRUST_KEY_PASSPHRASE: PASSPHRASE })
  const { filename, bytes } = makeWheel({ project: 'acme-pay', version: '1.0' })
  await writeFile(join(own.cli.cwd, filename), bytes)
  return { ...own, wheel: filename }
}

/** Makes a key and gives its fingerprint. */
export async function newKey({ json }: Scratch, ...args: readonly string[]): Promise<string> {
  const { code, value } = await json('keys', 'new', ...WHO, ...args)
  if (code !== 0) throw new Error(JSON.stringify(value))
  return v.parse(KeyAnswer, value).key.fingerprint
}
