import { malformed } from './archive-error.ts'

/** Where parts are read from: a file, or bytes at hand. */
export interface ByteSource {
  read(
    into: Uint8Array,
    at: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>
}

const WINDOW_BYTES = 256 * 1024

/** Reads parts of a file at given places. What lies close together costs one system call. */
export class WindowReader {
  readonly #file: ByteSource
  readonly size: number
  #room: Uint8Array = new Uint8Array(0)
  #window: Uint8Array = this.#room
  #start = 0

  constructor(file: ByteSource, size: number) {
    this.#file = file
    this.size = size
  }

  /** Exactly `length` bytes at `offset`, good until the next call; throws TC1004 where the file has fewer. */
  async read(offset: number, length: number): Promise<DataView> {
    if (offset < 0 || length < 0 || offset + length > this.size) {
      throw malformed(`${length} bytes at ${offset}`, `a file of ${this.size} bytes`)
    }
    const end = this.#start + this.#window.byteLength
    if (offset < this.#start || offset + length > end) await this.#fill(offset, length)
    return new DataView(this.#window.buffer, this.#window.byteOffset + offset - this.#start, length)
  }

  async #fill(offset: number, length: number): Promise<void> {
    const wanted = Math.min(Math.max(length, WINDOW_BYTES), this.size - offset)
    if (this.#room.byteLength < wanted) this.#room = new Uint8Array(wanted)
    let filled = 0
    while (filled < wanted) {
      const { bytesRead } = await this.#file.read(this.#room, filled, wanted - filled, offset + filled)
      if (bytesRead === 0) throw malformed(`a file of ${this.size} bytes`, 'one that became shorter')
      filled += bytesRead
    }
    this.#window = this.#room.subarray(0, wanted)
    this.#start = offset
  }
}
