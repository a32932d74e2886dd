import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import type { ExecutionContext } from 'ava'
import {
  addKey,
  publishDirectory,
  signDrafts,
  verifyDirectory,
} from '../../../src/publish/directory/index.ts'
import type { Fetch, HearOutcome } from '../../../src/sources/index.ts'
import {
  copiedFrom,
  keptBy,
  keptIn,
  PEOPLE,
  NOW,
  releaseKey,
  shown,
  type Kept,
  type ReleaseKey,
} from '../../publish/directory/people.ts'
import { scratchSources, type Scratch } from '../scratch.ts'

const KEY = releaseKey(PEOPLE[0])

/** A directory with `KEY` in the keyring `acme-release`. */
export const withKey = copiedFrom(async (folder) => {
  await keptBy(folder, PEOPLE)
  await publishKey(keptIn(folder, PEOPLE), KEY)
})

/** A directory with one release key of dana, and a machine that follows its folder as `acme`. */
export interface Following extends Scratch, Kept {
  readonly key: ReleaseKey
  readonly code: string
  hear(how?: { readonly from?: string; readonly now?: number }): Promise<HearOutcome>
  /** The folder as it is now, to be replayed or spoiled. */
  copy(): Promise<string>
}

export async function following(
  t: ExecutionContext,
  { fetch, kept }: { readonly fetch?: Fetch; readonly kept?: Kept } = {},
): Promise<Following> {
  const directory = kept ?? (await withKey(t))
  const key = KEY
  const scratch = await scratchSources(t, fetch)
  const code = (await verifyDirectory(directory.folder, NOW)).introduction ?? ''
  const signal = new AbortController().signal
  const outcome = await scratch.sources.joinDirectory(
    { name: 'acme', where: directory.folder, introduction: code, confirm: () => Promise.resolve(false) },
    { now: NOW, signal },
  )
  if (outcome?.outcome !== 'updated') throw new TypeError(JSON.stringify(outcome))
  return {
    ...scratch,
    ...directory,
    key,
    code,
    hear: ({ from, now = NOW } = {}) =>
      scratch.sources.hearDirectory('acme', { now, from: from ?? null, signal }),
    copy: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ptc-'))
      t.teardown(() => rm(folder, { recursive: true, force: true }))
      await cp(directory.folder, folder, { recursive: true })
      return folder
    },
  }
}

/** Drafts, signs and publishes a key. */
export async function publishKey(
  { folder, people, first }: Kept,
  key: ReleaseKey,
  keyrings: readonly string[] = ['acme-release'],
): Promise<void> {
  await addKey(folder, { ...key, keyrings }, shown, NOW)
  for (const each of people.slice(0, 2)) await signDrafts(folder, each, NOW)
  await publishDirectory(folder, first, NOW)
}

/** Changes a file of a folder. */
export async function spoil(folder: string, file: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, file)
  await writeFile(path, change(await readFile(path, 'utf8')))
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
