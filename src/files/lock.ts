import { randomUUID } from 'node:crypto'
import { link, rename, rm } from 'node:fs/promises'
import { writeWhole } from './atomic-write.ts'
import { readFileBounded } from './bounded-read.ts'
import { FilesError, isSystemError } from './files-error.ts'
import { processStart } from './process-start.ts'

const MAX_LOCK_BYTES = 1024
/** A lock, the one that guards taking it over, and so on; each one further needs a process that died in between. */
const MAX_GUARDS = 4
/** `PID START`, and in a second line what the holder has to say. */
const HELD = /^([1-9][0-9]{0,9}) (.+)(?:\n(.*))?$/

/** A lock that this process holds. */
export interface Lock {
  release(): Promise<void>
}

/** Who has a lock, and what was written of it. */
export interface LockHolder {
  readonly pid: number
  /** What the holder has to say, in one line; empty where it says nothing. */
  readonly note: string
}

/**
 * Takes the lock file at `path`, or returns null when a living process has it. The file holds `PID START`, so that a
 * lock whose process is gone (or whose id another process has now) is recognised and taken over, by one only; and in a
 * second line what `note` says of the holder. Throws `FilesError` `lock` when it can't be taken over.
 */
export async function acquireLock(path: string, note = ''): Promise<Lock | null> {
  return await acquire(path, MAX_GUARDS, note)
}

/** The living process that has the lock at `path`; null where none has. */
export async function lockHolder(path: string): Promise<LockHolder | null> {
  const [, pid, start, note = ''] = HELD.exec((await read(path)) ?? '') ?? []
  if (pid === undefined || (await processStart(Number(pid))) !== start) return null
  return { pid: Number(pid), note }
}

async function acquire(path: string, guards: number, note = ''): Promise<Lock | null> {
  const start = (await processStart(process.pid)) ?? ''
  const own = `${process.pid} ${start}${note === '' ? '' : `\n${note}`}`
  const aside = `${path}.${randomUUID()}`
  await writeWhole(aside, own, 0o600)
  try {
    const taken = (await linkNew(aside, path)) || (await takeOver(aside, path, guards))
    return taken ? { release: () => release(path, own) } : null
  } finally {
    await rm(aside, { force: true })
  }
}

/** link(2) is the step that only one can win, and the file is whole from its first moment. */
async function linkNew(aside: string, path: string): Promise<boolean> {
  try {
    await link(aside, path)
    return true
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * Two may see the same stale lock, and the slower one must not replace what the faster one put there: so looking again
 * and replacing happen under a lock of their own.
 */
async function takeOver(aside: string, path: string, guards: number): Promise<boolean> {
  if ((await stateOf(path)) === 'held') return false
  if (guards === 0) {
    throw new FilesError('lock', {
      message: `the lock \`${path}\` can't be taken over`,
      hint: `rm '${path}'*`,
    })
  }
  const guard = await acquire(`${path}.next`, guards - 1)
  if (guard === null) return false
  try {
    const state = await stateOf(path)
    if (state === 'free') return await linkNew(aside, path)
    if (state === 'stale') await rename(aside, path)
    return state === 'stale'
  } finally {
    await guard.release()
  }
}

async function stateOf(path: string): Promise<'free' | 'held' | 'stale'> {
  const text = await read(path)
  if (text === null) return 'free'
  const [, pid, start] = HELD.exec(text) ?? []
  if (pid === undefined) return 'stale'
  return (await processStart(Number(pid))) === start ? 'held' : 'stale'
}

async function read(path: string): Promise<string | null> {
  try {
    return Buffer.from(await readFileBounded(path, { maxBytes: MAX_LOCK_BYTES })).toString()
  } catch (error) {
    if (error instanceof FilesError && error.code === 'missing') return null
    throw error
  }
}

async function release(path: string, own: string): Promise<void> {
  if ((await read(path)) === own) await rm(path, { force: true })
}
