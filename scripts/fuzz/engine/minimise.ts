import type { Target } from '../target.ts'
import { execute, type Gauges } from './execute.ts'
import type { Finding } from './messages.ts'

const MAX_TRIES = 2000
const MAX_TRIM_TRIES = 24

/** A finding with the shortest input that is soon found to do the same. */
export async function minimised(finding: Finding, target: Target, gauges: Gauges): Promise<Finding> {
  if (finding.kind !== 'exception') return finding
  const input = Uint8Array.from(Buffer.from(finding.input, 'base64'))
  let words = finding.words
  const shortest = await shorten(input, MAX_TRIES, async (shorter) => {
    const { finding: found } = await execute(target, shorter, gauges)
    if (found?.key !== finding.key) return false
    words = found.words
    return true
  })
  return { ...finding, words, input: Buffer.from(shortest).toString('base64') }
}

/** A shorter input that `isSame` takes for the same. */
export function trimmed(
  input: Uint8Array,
  isSame: (shorter: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  return shorten(input, MAX_TRIM_TRIES, isSame)
}

/** Leaves out parts, from halves to single bytes. */
async function shorten(
  input: Uint8Array,
  maxTries: number,
  isSame: (shorter: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  let best = input
  let tries = 0
  for (let size = best.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < best.length && tries < maxTries;) {
      const shorter = Uint8Array.from(Buffer.concat([best.subarray(0, at), best.subarray(at + size)]))
      tries += 1
      if (await isSame(shorter)) best = shorter
      else at += size
    }
  }
  return best
}
