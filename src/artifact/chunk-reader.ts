import { malformed, tooLarge } from './archive-error.ts'

/** Reads a stream in pieces of chosen size, and holds no more of it than one piece and one chunk. */
export class ChunkReader {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #maxBytes: number
  #chunk: Uint8Array = new Uint8Array(0)
  #total = 0

  constructor(source: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#maxBytes = maxBytes
  }

  /** Exactly `length` bytes, or null where the stream has ended; throws TC1004 where it ends in between. */
  async take(length: number): Promise<Uint8Array | null> {
    if (this.#chunk.byteLength === 0 && !(await this.#pull())) return null
    if (this.#chunk.byteLength >= length) return this.#cut(length)
    const pieces: Uint8Array[] = []
    for (let left = length; left > 0;) {
      if (this.#chunk.byteLength === 0 && !(await this.#pull())) throw cutOff()
      const piece = this.#cut(left)
      pieces.push(piece)
      left -= piece.byteLength
    }
    return Buffer.concat(pieces, length)
  }

  /** Leaves out `length` bytes; throws TC1004 where the stream ends before. */
  async skip(length: number): Promise<void> {
    for (let left = length; left > 0;) {
      if (this.#chunk.byteLength === 0 && !(await this.#pull())) throw cutOff()
      left -= this.#cut(left).byteLength
    }
  }

  /** Whether nothing but zeros is left. Reads to the end. */
  async onlyZerosLeft(): Promise<boolean> {
    do {
      if (this.#chunk.some((byte) => byte !== 0)) return false
    } while (await this.#pull())
    return true
  }

  #cut(length: number): Uint8Array {
    const piece = this.#chunk.subarray(0, length)
    this.#chunk = this.#chunk.subarray(piece.byteLength)
    return piece
  }

  async #pull(): Promise<boolean> {
    const { value, done } = await this.#source.next()
    if (done === true) return false
    this.#chunk = value
    this.#total += this.#chunk.byteLength
    if (this.#total > this.#maxBytes) throw tooLarge(`at most ${this.#maxBytes} bytes unpacked`, 'more')
    return true
  }
}

function cutOff(): Error {
  return malformed('a whole archive', 'one that is cut off')
}
