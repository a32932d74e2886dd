import { chmod, mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ArchiveError, unpackSdist, unpackWheel, type ArchiveMember } from '../../artifact/index.ts'
import { sha256Of } from '../../encoding/index.ts'
import type { Source } from '../build/index.ts'
import { COMPARISON_LIMITS, type ComparedFile } from '../difference/index.ts'
import { ReproduceError } from './reproduce-error.ts'

const RIGHTS = 0o777
const PLAIN_FILE = 0o644
const OWN_READS = 0o600

/**
 * A source distribution as a source, whose files keep the times and rights that it tells: they get into wheels. Throws
 * `ReproduceError` `source` for one with links, with a name twice, or in no good order.
 */
export async function sdistSource({ filename, bytes }: ComparedFile): Promise<Source> {
  const members = await unpacked(filename, bytes)
  const files = members.filter(({ kind }) => kind === 'file')
  check(filename, members, files)
  return {
    identity: { kind: 'sdist', filename, sha256: sha256Of(bytes) },
    epochSeconds: files.reduce((most, { mtime }) => Math.max(most, mtime), 0),
    copyTo: (folder) => writeMembers(folder, files),
  }
}

async function unpacked(filename: string, bytes: Uint8Array): Promise<readonly ArchiveMember[]> {
  try {
    return filename.endsWith('.zip')
      ? await unpackWheel(bytes, COMPARISON_LIMITS)
      : await unpackSdist(bytes, COMPARISON_LIMITS)
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause
    throw unusable(filename, cause.expected, cause.found)
  }
}

function check(filename: string, members: readonly ArchiveMember[], files: readonly ArchiveMember[]): void {
  const link = members.find(({ kind }) => kind === 'link' || kind === 'other')
  if (link !== undefined) throw unusable(filename, 'files and folders', `\`${link.name}\`, which is neither`)
  const names = files.map(({ name }) => name).toSorted()
  const twice = names.find((name, index) => name === names[index - 1])
  if (twice !== undefined) throw unusable(filename, 'each name once', `\`${twice}\` twice`)
  const tops = new Set(names.map((name) => name.split('/', 1)[0]))
  if (tops.size !== 1 || names.some((name) => !name.includes('/')))
    throw unusable(filename, 'one folder at its top', `${tops.size} names there`)
}

/** Returns the folder at its top. Names were checked to stay inside. */
async function writeMembers(folder: string, files: readonly ArchiveMember[]): Promise<string> {
  for (const { name, content, mode, mtime } of files) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { flag: 'wx' })
    await chmod(path, (mode === null ? PLAIN_FILE : mode & RIGHTS) | OWN_READS)
    await utimes(path, mtime, mtime)
  }
  return join(folder, files[0]?.name.split('/', 1)[0] ?? '')
}

function unusable(filename: string, expected: string, found: string): ReproduceError {
  return new ReproduceError('source', { message: `\`${filename}\`: expected ${expected} and found ${found}` })
}
