import { createHash } from 'node:crypto'
import { Transform } from 'node:stream'
import { ProxyError } from './proxy-error.ts'

/**
 * Lets bytes through but for the last chunk, which follows only when all of them have the digest that was judged.
 * @param before bytes that have gone out already
 */
export function digestGuard(expected: string, before: Uint8Array = new Uint8Array()): Transform {
  const hash = createHash('sha256').update(before)
  let last: Buffer | null = null
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      const previous = last
      last = chunk
      done(null, previous)
    },
    flush(done) {
      if (hash.digest('hex') === expected) return done(null, last)
      done(new ProxyError('encoding', { message: 'the bytes differ from the digest that was judged' }))
    },
  })
}
