/** A member of a tar for tests. */
export interface TarEntry {
  readonly name: string
  readonly content?: string | Buffer
  readonly type?: string
  readonly prefix?: string
  /** What the header says instead of the content's size. */
  readonly size?: number
  /** What the size field holds instead of octal digits. */
  readonly sizeField?: Buffer
  /** What the mode field holds instead of octal digits. */
  readonly modeField?: string
  readonly badChecksum?: boolean
}

export const TAR_END = Buffer.alloc(1024)

/** Writes the members of a tar, without its end. */
export function tarMembers(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat(entries.map(tarMember))
}

/** Writes a whole tar. */
export function buildTar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([tarMembers(entries), TAR_END])
}

function tarMember(entry: TarEntry): Buffer {
  const content = Buffer.from(entry.content ?? '')
  const header = Buffer.alloc(512)
  header.write(entry.name, 0, 100)
  header.write(entry.modeField ?? '0000644\0', 100, 8, 'latin1')
  header.write((entry.size ?? content.byteLength).toString(8).padStart(11, '0'), 124)
  entry.sizeField?.copy(header, 124)
  header.write('        ', 148)
  header.write(entry.type ?? '0', 156)
  header.write('ustar\u000000', 257)
  header.write(entry.prefix ?? '', 345)
  const sum = header.reduce((total, byte) => total + byte, 0) + (entry.badChecksum ? 1 : 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.byteLength % 512)) % 512)])
}

/** One record of an extended header: its length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  let length = Buffer.byteLength(rest)
  while (`${length}`.length + Buffer.byteLength(rest) !== length)
    length = `${length}`.length + Buffer.byteLength(rest)
  return `${length}${rest}`
}
