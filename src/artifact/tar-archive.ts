import type { ArchiveContent } from './archive-content.ts'
import { hasTail, malformed, tooLarge, quoted } from './archive-error.ts'
import type { ArchiveLimits } from './archive-limits.ts'
import { ChunkReader } from './chunk-reader.ts'
import { checkMemberName } from './member-name.ts'
import { joinExtensions, readLongName, readPax, type TarExtension } from './tar-extended.ts'
import { readTarHeader, TAR_BLOCK_BYTES, type TarHeader } from './tar-header.ts'

/** Members without content, whatever their header says (POSIX.1-1988): links, devices, folders, pipes. */
const EMPTY_TYPES = '123456'
/** Sparse files, Solaris' extended headers, multi-volume tars: no source distribution has them, and readers differ. */
const REFUSED_TYPES = 'SXMV'

/** Is given every member in order: its header with the name and size that count, and the content of a file. */
export type TarVisitor = (header: TarHeader, content: Uint8Array) => void

interface TarState {
  readonly reader: ChunkReader
  readonly limits: ArchiveLimits
  readonly visit: TarVisitor | null
  members: number
  metadata: Uint8Array | null
}

/**
 * Reads a tar to its end and keeps nothing of it but PKG-INFO; a visitor is shown the rest, and may see PKG-INFO twice. Python's reader stops at the first block that is no
 * header and looks at nothing behind it; here that must be a block of zeros, and zeros only may follow.
 */
export async function readTar(
  source: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
  visit: TarVisitor | null = null,
): Promise<ArchiveContent> {
  const state: TarState = {
    reader: new ChunkReader(source, limits.maxUnpackedBytes),
    limits,
    visit,
    members: 0,
    metadata: null,
  }
  let extension: TarExtension | null = null
  let block = await state.reader.take(TAR_BLOCK_BYTES)
  while (block !== null && block.some((byte) => byte !== 0)) {
    extension = await readMember(state, readTarHeader(block), extension)
    block = await state.reader.take(TAR_BLOCK_BYTES)
  }
  if (block === null || extension !== null) throw malformed("a tar's end", 'none: it is cut off')
  if (!(await state.reader.onlyZerosLeft())) throw hasTail("zeros behind a tar's end", 'other bytes')
  return { kind: state.metadata === null ? 'unknown' : 'sdist', metadata: state.metadata }
}

/** Returns what an extended header says of the member that comes next, or null behind a member. */
async function readMember(
  state: TarState,
  header: TarHeader,
  before: TarExtension | null,
): Promise<TarExtension | null> {
  state.members += 1
  if (state.members > state.limits.maxMembers)
    throw tooLarge(`at most ${state.limits.maxMembers} members`, 'more')
  switch (header.type) {
    case 'x':
      return joinExtensions(before, readPax(await takeContent(state, header.size)))
    case 'L':
      return joinExtensions(before, readLongName(await takeContent(state, header.size)))
    case 'K':
      await takeContent(state, header.size)
      return before
    case 'g':
      checkGlobal(readPax(await takeContent(state, header.size)))
      return before
    default:
      checkFolder(header, before)
      await readFile(state, { ...header, ...before })
      return null
  }
}

/** `git archive` writes a comment in one; a name or size for all members would be read by some only. */
function checkGlobal({ name, size }: TarExtension): void {
  if (name !== undefined || size !== undefined)
    throw malformed('a name for one member', 'a name or size for all')
}

/** A folder has no content. Python may tell one by the slash behind its name, and looks for it in the header alone. */
function checkFolder({ name, size, type }: TarHeader, extension: TarExtension | null): void {
  const isNamedSo = name.endsWith('/') || extension?.name?.endsWith('/') === true
  if (isNamedSo && type !== '5' && Math.max(size, extension?.size ?? 0) > 0)
    throw malformed('a folder without content', quoted(name))
}

async function readFile(state: TarState, header: TarHeader): Promise<void> {
  const { name, size, type } = header
  checkMemberName(name)
  if (REFUSED_TYPES.includes(type)) throw malformed('files, folders and links', `type \`${type}\``)
  if (state.visit !== null) return await showFile(state, header, state.visit)
  if (EMPTY_TYPES.includes(type)) return
  if (!/^(?:\.\/)?(?:[^/]+\/)?PKG-INFO$/.test(name)) return await state.reader.skip(padded(size))
  if (state.metadata !== null) throw malformed('metadata once', `${quoted(name)} too`)
  state.metadata = await takeContent(state, size)
}

async function showFile(state: TarState, header: TarHeader, visit: TarVisitor): Promise<void> {
  if (EMPTY_TYPES.includes(header.type)) return visit(header, new Uint8Array(0))
  const content = header.size === 0 ? new Uint8Array(0) : await state.reader.take(padded(header.size))
  if (content === null) throw malformed('a whole archive', 'one that is cut off')
  visit(header, content.subarray(0, header.size))
}

async function takeContent(state: TarState, size: number): Promise<Uint8Array> {
  const { maxMetadataBytes } = state.limits
  if (size > maxMetadataBytes)
    throw tooLarge(`headers and metadata of at most ${maxMetadataBytes} bytes`, String(size))
  const content = size === 0 ? new Uint8Array(0) : await state.reader.take(padded(size))
  if (content === null) throw malformed('a whole archive', 'one that is cut off')
  return content.subarray(0, size)
}

/** Content fills whole blocks. */
function padded(size: number): number {
  return Math.ceil(size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES
}
