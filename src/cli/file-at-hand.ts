import { createHash, type Hash } from 'node:crypto'
import { createReadStream, type BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { parseSha256, type Sha256 } from '../encoding/index.ts'
import type { DigestWanted, SuffixedDigest } from '../protocol/index.ts'
import { CliError } from './cli-error.ts'

/** A file at one moment: its digest, and what tells that it is still the same. */
export interface FileAtHand {
  readonly path: string
  readonly sha256: Sha256
  readonly size: number
  readonly mark: string
}

/** Reads a file once. Throws `CliError` `input` where it is not there, no regular file, or changes meanwhile. */
export async function fileAtHand(path: string): Promise<FileAtHand> {
  const before = await statsOf(path)
  const digest = parseSha256((await hashed(path, createHash('sha256'))).digest('hex'))
  const file = { path, size: Number(before.size), mark: markOf(before) }
  if (digest === null) throw changed(path)
  await checkUnchanged(file)
  return { ...file, sha256: digest }
}

/** Digests of the file's bytes followed by a suffix, as signatures cover them. */
export async function suffixedDigests(
  file: FileAtHand,
  wanted: readonly DigestWanted[],
): Promise<readonly SuffixedDigest[]> {
  const digests: SuffixedDigest[] = []
  for (const each of wanted) {
    const hash = await hashed(file.path, createHash(each.algorithm))
    digests.push({ ...each, digest: hash.update(Buffer.from(each.suffix, 'hex')).digest('hex') })
  }
  await checkUnchanged(file)
  return digests
}

/** A verdict is about the bytes that were read: throws `CliError` `input` when the file is another one by now. */
export async function checkUnchanged({ path, mark }: Pick<FileAtHand, 'path' | 'mark'>): Promise<void> {
  if (markOf(await statsOf(path)) !== mark) throw changed(path)
}

async function hashed(path: string, hash: Hash): Promise<Hash> {
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash
}

async function statsOf(path: string): Promise<BigIntStats> {
  const stats = await stat(path, { bigint: true }).catch((cause: unknown) => {
    throw new CliError('input', { message: `\`${path}\` can't be read: ${whyOf(cause)}`, hint: HINT, cause })
  })
  if (stats.isFile()) return stats
  const what = stats.isDirectory() ? 'is a folder' : 'is no regular file'
  throw new CliError('input', {
    message: `\`${path}\` ${what}: expected a file`,
    hint: HINT,
  })
}

const HINT = 'trustctl verify FILE…'

/** ctime can't be set by the file's owner. */
function markOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}

function changed(path: string): CliError {
  return new CliError('input', { message: `\`${path}\` was changed while it was read`, hint: 'try again' })
}

function whyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'ENOENT' ? 'there is no such file' : error instanceof Error ? error.message : String(error)
}
