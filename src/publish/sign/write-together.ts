import { randomUUID } from 'node:crypto'
import { lstat, open, rename, rm } from 'node:fs/promises'
import { dirname, join, basename } from 'node:path'
import { SignError } from './sign-error.ts'

/** A file that is to be written. */
export interface Output {
  readonly path: string
  readonly content: Uint8Array | string
}

/** Others read them: that is what they are for. */
const MODE = 0o644

/**
 * Writes all files or none: each aside and synced, then all are moved into place. An existing file is replaced. `release` runs
 * between the two: what must be on the disk before anybody sees a signature. Throws `SignError` `write`, and what
 * `release` throws.
 */
export async function writeTogether(outputs: readonly Output[], release: () => Promise<void>): Promise<void> {
  const aside = outputs.map(({ path }) => join(dirname(path), `.${basename(path)}.${randomUUID()}`))
  try {
    for (const { path } of outputs) await checkReplaceable(path)
    for (const [at, { content }] of outputs.entries()) await writeSynced(aside[at] ?? '', content)
    await release()
    for (const [at, { path }] of outputs.entries()) await moved(aside[at] ?? '', path)
  } finally {
    for (const path of aside) await rm(path, { force: true })
  }
}

/** What can't be replaced is found before anything is. */
async function checkReplaceable(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  if (found === null || found.isFile()) return
  throw new SignError('write', {
    message: `\`${path}\` is there already, and is no file`,
    hint: `ls -ld '${path}'`,
  })
}

async function writeSynced(path: string, content: Uint8Array | string): Promise<void> {
  try {
    const file = await open(path, 'wx', MODE)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw failed(path, cause)
  }
}

async function moved(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (cause) {
    throw failed(to, cause)
  }
}

function failed(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause
  const folder = dirname(path)
  return new SignError('write', {
    message: `\`${folder}\` can not be written to: ${cause.message}`,
    hint: `ls -ld '${folder}'; df '${folder}'`,
    cause,
  })
}
