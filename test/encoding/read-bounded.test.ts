import test from 'ava'
import { readBounded } from '../../src/encoding/index.ts'

async function* chunks(sizes: readonly number[], seen: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) {
    seen.push(size)
    yield new Uint8Array(size).fill(size)
  }
}

test('a stream at the limit is read whole', async (t) => {
  t.deepEqual(await readBounded(chunks([1, 2], []), { maxBytes: 3 }), new Uint8Array([1, 2, 2]))
  t.deepEqual(await readBounded(chunks([], []), { maxBytes: 0 }), new Uint8Array(0))
})

test('a stream over the limit is left as soon as it is', async (t) => {
  const seen: number[] = []
  const error = await t.throwsAsync(readBounded(chunks([2, 2, 2, 2], seen), { maxBytes: 3 }))
  t.like(error, { code: 'too-large' })
  t.deepEqual(seen, [2, 2])
})
