import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ensurePrivateFolder,
  FilesError,
  isSystemError,
  readFileBounded,
  writeFileAtomically,
} from '../../files/index.ts'
import { SourcesError } from '../../sources/index.ts'
import { MAX_KEYS_BYTES, TrustError } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'

/** What a folder of keyrings may hold; bytes are those of one file. */
export const KEYRINGS_LIMITS = { maxKeyrings: 50, maxFiles: 200, maxBytes: MAX_KEYS_BYTES } as const

/** A plain key as `trustctl keys import` stored it, with its owner. */
const STORED_KEY = /^[0-9A-F]{64}\.json$/

/**
 * Puts the keyrings of a checkout into a job's home: `FOLDER/KEYRING/FILE`, each file what `trustctl keys import` takes or what it
 * stored. Nothing where there is no such folder. Returns their names.
 * @throws CliError `input` for the first file that can't be used: a key that is left out unseen would refuse, or need fewer
 */
export async function importKeyrings(own: Cli, folder: string): Promise<readonly string[]> {
  const names = await namesIn(folder, KEYRINGS_LIMITS.maxKeyrings)
  for (const keyring of names) {
    const files = await namesIn(join(folder, keyring), KEYRINGS_LIMITS.maxFiles)
    if (files.length === 0) throw unusable(join(folder, keyring), 'it is a keyring without a file')
    for (const file of files) await importOne(own, keyring, join(folder, keyring), file)
  }
  const { problems } = await sourcesOf(own).listKeys()
  if (problems[0] !== undefined) throw unusable(folder, problems[0])
  return names
}

async function importOne(own: Cli, keyring: string, folder: string, file: string): Promise<void> {
  const path = join(folder, file)
  const sources = sourcesOf(own)
  try {
    const bytes = await readFileBounded(path, KEYRINGS_LIMITS)
    if (STORED_KEY.test(file)) return await store(join(own.paths.keysDir, keyring), file, bytes)
    if ((await sources.importAuthorities(keyring, bytes)) === null) await sources.importKeys(keyring, bytes)
  } catch (error) {
    const isExpected = [FilesError, SourcesError, TrustError].some((kind) => error instanceof kind)
    if (!isExpected || !(error instanceof Error)) throw error
    throw unusable(path, error.message, error)
  }
}

async function store(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  await ensurePrivateFolder(folder)
  await writeFileAtomically(join(folder, file), bytes)
}

async function namesIn(folder: string, max: number): Promise<readonly string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted()
    if (names.length <= max) return names
    throw unusable(folder, `it holds more than ${max} entries`)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    if (isSystemError(error, 'ENOTDIR')) throw unusable(folder, 'it is no folder', error)
    throw error
  }
}

function unusable(path: string, why: string, cause?: unknown): CliError {
  return new CliError('input', {
    message: `the job's keyrings can't be used: \`${path}\`: ${why}`,
    hint: 'a folder for each keyring, with files as `trustctl keys import` takes them; a plain key as it stores it, with its owner',
    ...(cause === undefined ? {} : { cause }),
  })
}
