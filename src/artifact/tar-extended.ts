import { malformed, quoted } from './archive-error.ts'

/** What extended headers say about the member that follows. */
export interface TarExtension {
  readonly name?: string
  readonly size?: number
  /** Whole seconds since the epoch. */
  readonly mtime?: number
}

/** Two headers that both name a member, or size it, count differently for different readers. */
export function joinExtensions(before: TarExtension | null, next: TarExtension): TarExtension {
  const named = before?.name !== undefined && next.name !== undefined
  const sized = before?.size !== undefined && next.size !== undefined
  if (named || sized) {
    throw malformed('one extended header for a member', 'two')
  }
  return { ...before, ...next }
}

/** GNU's long name: text up to the first NUL. */
export function readLongName(content: Uint8Array): TarExtension {
  const end = content.indexOf(0)
  return { name: Buffer.from(end < 0 ? content : content.subarray(0, end)).toString('utf8') }
}

/** Reads `LENGTH KEY=VALUE\n` records (POSIX.1-2001 pax). Throws TC1004 for anything else. */
export function readPax(content: Uint8Array): TarExtension {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  let extension: TarExtension = {}
  for (let at = 0; at < bytes.byteLength;) {
    const space = bytes.indexOf(0x20, at)
    const length = space < 0 ? '' : bytes.toString('latin1', at, space)
    if (!/^[1-9][0-9]{0,8}$/.test(length)) throw malformed('records of an extended header', 'something else')
    const end = at + Number(length)
    const equals = bytes.indexOf(0x3d, space)
    if (equals < 0 || end > bytes.byteLength || equals >= end || bytes[end - 1] !== 0x0a) {
      throw malformed('whole records of an extended header', 'one cut off')
    }
    extension = {
      ...extension,
      ...known(bytes.toString('utf8', space + 1, equals), bytes.toString('utf8', equals + 1, end - 1)),
    }
    at = end
  }
  return extension
}

function known(key: string, value: string): TarExtension {
  if (key === 'path') return { name: value }
  // Python takes a name and a size from these too.
  if (key.startsWith('GNU.sparse.')) throw malformed('files, folders and links', 'a sparse file')
  if (key === 'mtime')
    return /^[0-9]{1,12}(?:\.[0-9]*)?$/.test(value) ? { mtime: Math.trunc(Number(value)) } : {}
  if (key !== 'size') return {}
  if (!/^[0-9]{1,15}$/.test(value)) throw malformed('a size in an extended header', quoted(value))
  return { size: Number(value) }
}
