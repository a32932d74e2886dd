import { createHash } from 'node:crypto'
import { join, relative, resolve, sep } from 'node:path'
import { sha256Of } from '../../../encoding/index.ts'
import { FilesError, isSystemError, openRegularFile, readFileBounded } from '../../../files/index.ts'
import type { Digest, Property } from '../bill.ts'
import { readRecordLines, type RecordLine } from '../../../python/index.ts'

/** What became of the files that a distribution's RECORD lists. */
export interface FilesCheck {
  readonly properties: readonly Property[]
  /** In a reader's words; empty where every file is as it was recorded. */
  readonly doubts: readonly string[]
}

const MAX_RECORD_BYTES = 64 * 1024 * 1024
/** Names that are given in full. */
const MAX_NAMED = 20
const AT_ONCE = 8

/**
 * Holds the installed files against RECORD, which lies in `info`. `prefix` is the environment's: what is recorded outside
 * of both is not looked at, and said.
 */
export async function checkInstalledFiles(
  info: string,
  { prefix, name }: { readonly prefix: string; readonly name: string },
): Promise<FilesCheck> {
  const bytes = await readFileBounded(join(info, 'RECORD'), { maxBytes: MAX_RECORD_BYTES }).catch(absent)
  if (bytes === null) return withoutRecord(name)
  const lines = readRecordLines(Buffer.from(bytes).toString('utf8'))
  if (lines === null)
    return {
      properties: [{ name: 'record', value: 'unreadable' }],
      doubts: [`the RECORD of \`${name}\` can not be read`],
    }
  const found = await compareAll(lines, { base: resolve(info, '..'), prefix })
  const of = (state: FileState): readonly string[] =>
    found
      .filter((each) => each.state === state)
      .map(({ path }) => path)
      .toSorted()
  const bad = (['altered', 'missing', 'outside'] as const)
    .map((state) => ({ state, paths: of(state) }))
    .filter(({ paths }) => paths.length > 0)
  return {
    properties: [
      { name: 'record:sha256', value: sha256Of(bytes) },
      { name: 'record:files', value: String(lines.length) },
      { name: 'record:agreeing', value: String(of('agreeing').length) },
      ...bad.map(({ state, paths }) => ({
        name: `record:${state}`,
        value: paths.slice(0, MAX_NAMED).join(', '),
      })),
    ],
    doubts: bad.map(
      ({ state, paths }) =>
        `${paths.length} of the files of \`${name}\` ${SAID[state]}: ${paths.slice(0, 3).join(', ')}`,
    ),
  }
}

/** The older forms of an installation list no digests. */
export function withoutRecord(name: string): FilesCheck {
  return {
    properties: [{ name: 'record', value: 'absent' }],
    doubts: [`\`${name}\` has no RECORD: nobody can say whether its files are its own`],
  }
}

type FileState = 'agreeing' | 'altered' | 'missing' | 'outside' | 'without'

const SAID = {
  altered: 'are not as they were installed',
  missing: 'are missing',
  outside: 'are recorded outside of the environment',
} as const

interface Where {
  readonly base: string
  readonly prefix: string
}

interface Compared {
  readonly path: string
  readonly state: FileState
}

async function compareAll(lines: readonly RecordLine[], where: Where): Promise<readonly Compared[]> {
  const found: Compared[] = []
  const rest = lines.values()
  const work = async (): Promise<void> => {
    for (const line of rest) found.push({ path: line.path, state: await stateOf(line, where) })
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found
}

async function stateOf({ path, digest }: RecordLine, { base, prefix }: Where): Promise<FileState> {
  if (digest === null) return 'without'
  const full = resolve(base, path)
  if (!isBelow(full, base) && !isBelow(full, prefix)) return 'outside'
  try {
    return (await hexOf(full, digest.algorithm)) === digest.hex ? 'agreeing' : 'altered'
  } catch (error) {
    if (error instanceof FilesError) return error.code === 'missing' ? 'missing' : 'altered'
    if (isSystemError(error, 'EACCES')) return 'missing'
    throw error
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`)
}

async function hexOf(path: string, algorithm: Digest['algorithm']): Promise<string> {
  const file = await openRegularFile(path)
  const hash = createHash(algorithm)
  try {
    const chunks: AsyncIterable<Buffer> = file.createReadStream({ autoClose: false })
    for await (const chunk of chunks) hash.update(chunk)
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}

function absent(error: unknown): null {
  if (error instanceof FilesError || isSystemError(error, 'EACCES')) return null
  throw error
}
