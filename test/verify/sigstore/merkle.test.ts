import test from 'ava'
import fc from 'fast-check'
import { leafHash, rootOf } from '../../../src/verify/sigstore/log/merkle.ts'
import { auditPath, rootHash } from '../../world/sigstore/merkle.ts'

const leaves = (count: number) =>
  Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`entry ${at}`)))

test('every leaf of every small tree leads to its root, and by no other place, size or path', (t) => {
  for (let size = 1; size <= 33; size += 1) {
    const tree = leaves(size)
    const root = rootHash(tree)
    for (const [at, leaf] of tree.entries()) {
      const path = auditPath(at, tree)
      const judge = (change: object) => {
        const found = rootOf({ leaf, index: BigInt(at), size: BigInt(size), path, ...change })
        return found !== null && root.equals(found)
      }
      t.true(judge({}))
      t.false(judge({ index: BigInt(at) + 1n }) && size > 1)
      t.false(judge({ index: -1n }))
      t.false(judge({ index: BigInt(size) }))
      t.false(judge({ size: BigInt(at) }))
      t.false(judge({ path: [...path, root] }))
      t.false(path.length > 0 && judge({ path: path.slice(1) }))
      t.false(judge({ leaf: leafHash(Buffer.from('another entry')) }))
    }
  }
})

test('the hash of a leaf is no hash of a node', (t) => {
  const [left = Buffer.alloc(0), right = Buffer.alloc(0)] = leaves(2)
  const node = rootHash([left, right])
  t.notDeepEqual(leafHash(Buffer.concat([left, right])), node)
})

test('no numbers make it loop or throw', (t) => {
  const size = fc.bigInt({ min: -1n, max: 2n ** 63n })
  fc.assert(
    fc.property(
      size,
      size,
      fc.array(fc.uint8Array({ maxLength: 33 }), { maxLength: 64 }),
      (index, of, path) => {
        t.notThrows(() => rootOf({ leaf: new Uint8Array(32), index, size: of, path }))
      },
    ),
  )
})
