/** Bits that are looked at of numbers too long for one: with the cofactors of some rounds they stay exact in a double. */
const LEADING_BITS = 50

/** Two rows of cofactors: what rounds of Euclid's algorithm make of a pair is (a·x + b·y, c·x + d·y). */
interface Rounds {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

/**
 * The inverse by the extended Euclidean algorithm; `value` is in 1 … modulus − 1, and the modulus a prime. Quotients are
 * worked out from the leading bits alone for as long as these determine them, and then applied to the whole numbers at once
 * (Lehmer; Knuth, TAOCP 2, §4.5.2, algorithm L).
 */
export function invert(value: bigint, modulus: bigint): bigint {
  let [high, low, highFactor, lowFactor] = [modulus, value, 0n, 1n]
  while (low > 1n) {
    const rounds = roundsOf(high, low)
    if (rounds === null) {
      const quotient = high / low
      ;[high, low] = [low, high - quotient * low]
      ;[highFactor, lowFactor] = [lowFactor, highFactor - quotient * lowFactor]
    } else {
      const [a, b, c, d] = [BigInt(rounds.a), BigInt(rounds.b), BigInt(rounds.c), BigInt(rounds.d)]
      ;[high, low] = [a * high + b * low, c * high + d * low]
      ;[highFactor, lowFactor] = [a * highFactor + b * lowFactor, c * highFactor + d * lowFactor]
    }
  }
  const inverse = lowFactor % modulus
  return inverse < 0n ? inverse + modulus : inverse
}

/** The rounds whose quotients the leading bits determine; null where that is not even one. */
function roundsOf(high: bigint, low: bigint): Rounds | null {
  // What this is short or long by is one bit: both stay below 2^52.
  const shift = Math.max(0, Math.floor(Math.log2(Number(high))) - LEADING_BITS)
  let [x, y] = [Number(high >> BigInt(shift)), Number(low >> BigInt(shift))]
  let [a, b, c, d] = [1, 0, 0, 1]
  // The bits behind lie between none and all set: where both ends give one quotient, it is that of the whole numbers.
  while (y + c > 0 && y + d > 0) {
    const quotient = Math.floor((x + a) / (y + c))
    if (quotient !== Math.floor((x + b) / (y + d))) break
    ;[x, y] = [y, x - quotient * y]
    ;[a, b, c, d] = [c, d, a - quotient * c, b - quotient * d]
  }
  return b === 0 ? null : { a, b, c, d }
}
