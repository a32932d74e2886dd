import { EncodingError } from './encoding-error.ts'

/** Reads a stream whole, in memory. Throws `EncodingError` `too-large` as soon as more than `maxBytes` have come. */
export async function readBounded(
  source: AsyncIterable<Uint8Array>,
  { maxBytes }: { readonly maxBytes: number },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    size += chunk.byteLength
    if (size > maxBytes) throw new EncodingError('too-large', { message: `more than ${maxBytes} bytes came` })
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks, size))
}
