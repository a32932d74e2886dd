import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ExecutionContext } from 'ava'
import { parseProjectName, type ProjectName } from '../../src/python/index.ts'
import { openStore, type KeptListing, type Store } from '../../src/store/index.ts'
import { listedFile } from './samples.ts'

export const INDEX = 'https://packages.example/simple/'

export function project(name: string): ProjectName {
  const parsed = parseProjectName(name)
  if (parsed === null) throw new Error(`no project name: ${name}`)
  return parsed
}

export const FLASK = project('flask')

export function listing(change: Partial<KeptListing> = {}): KeptListing {
  const file = { ...listedFile(), firstSeenAt: 10, everAttested: true }
  const base = { index: INDEX, project: FLASK, status: null, offersProvenance: true, files: [file] }
  return { ...base, firstListedAt: 10, lastListedAt: 10, ...change }
}

export async function scratchFile(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pt-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'store.sqlite')
}

/** Opens, works, closes: what is asked after is on the disk. */
export async function withStore<Result>(
  path: string,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const { store } = openStore(path)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

export function alter(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}
