import test from 'ava'
import fc from 'fast-check'
import { invert } from '../../../src/verify/sigstore/inverse.ts'

const P256 = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const N256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const P384 =
  0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn

const isInverse = (inverse: bigint, value: bigint, modulus: bigint): boolean =>
  inverse > 0n && inverse < modulus && (inverse * value) % modulus === 1n

test('every value has its inverse, modulo small primes', (t) => {
  for (const modulus of [2n, 3n, 5n, 7n, 251n, 257n, 1009n]) {
    for (let value = 1n; value < modulus; value += 1n) {
      t.true(isInverse(invert(value, modulus), value, modulus), `${value} modulo ${modulus}`)
    }
  }
})

test('any value of any length has its inverse, modulo the primes of the curves', (t) => {
  for (const modulus of [P256, N256, P384]) {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: modulus - 1n }), fc.integer({ min: 0, max: 380 }), (any, cut) => {
        const value = any >> BigInt(cut) || 1n
        return isInverse(invert(value, modulus), value, modulus)
      }),
      { numRuns: 2000 },
    )
  }
  t.pass()
})

test('values whose leading bits say little of the quotients have theirs', (t) => {
  for (const modulus of [P256, N256, P384]) {
    const near = [1n, 2n, 3n, 2n ** 32n, 2n ** 52n, 2n ** 53n, 2n ** 64n, 2n ** 127n, 2n ** 128n]
    const values = near.flatMap((each) => [each, modulus - each, modulus / each, modulus / 2n + each])
    for (const value of values.filter((each) => each > 0n && each < modulus)) {
      t.true(isInverse(invert(value, modulus), value, modulus), `${value} modulo ${modulus}`)
    }
  }
})
