import type { Decision, ReasonCode } from '../../verdict/index.ts'
import type { BaitKind } from './canary-bait.ts'

/** What became of one bait. */
export interface BaitOutcome {
  readonly kind: BaitKind
  /** The program was started. */
  readonly started: boolean
  /** Null where it was ended before it was done. */
  readonly exitCode: number | null
  /** The canary's index was asked for its page. */
  readonly asked: boolean
  /** It came through: it lies where pip was to put it. */
  readonly arrived: boolean
  /** What the daemon decided about it; null where nobody asked the daemon. */
  readonly decision: Decision | null
  /** Reason codes of the decision, and in what pip said. */
  readonly codes: readonly ReasonCode[]
  /** The last of what pip said, in one line. */
  readonly words: string
}

/** What a canary proves of a pip. */
export type CanaryVerdict = {
  /** Reason codes that were seen, each once. */
  readonly codes: readonly ReasonCode[]
} & (
  | { readonly kind: 'covered' }
  /** `gotThrough`: what should have been refused and was not; empty where the good one came through unjudged. */
  | { readonly kind: 'not-covered'; readonly gotThrough: readonly BaitKind[]; readonly why: string }
  | { readonly kind: 'refuses-everything'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }
)

/**
 * The verdict on the baits; one that came through and should not have decides alone. Covered is a pip only where the daemon judged the good one and let it in, and refused the
 * one whose attestation is another file's: that a pip refuses by itself what differs from its page proves nothing.
 */
export function canaryVerdict(outcomes: readonly BaitOutcome[]): CanaryVerdict {
  const codes = [...new Set(outcomes.flatMap((outcome) => outcome.codes))]
  const of = (kind: BaitKind): BaitOutcome | undefined => outcomes.find((outcome) => outcome.kind === kind)
  const gotThrough = outcomes
    .filter(({ kind, arrived }) => arrived && kind !== 'good')
    .map(({ kind }) => kind)
  if (gotThrough.length > 0) return { kind: 'not-covered', codes, gotThrough, why: throughWords(gotThrough) }
  const [good, attested] = [of('good'), of('other-attestation')]
  if (good === undefined || attested === undefined)
    return { kind: 'unknown', codes, why: 'nothing was tried' }
  if (good.arrived && good.decision === null) {
    const why = 'the good package came through without being judged'
    return { kind: 'not-covered', codes, gotThrough, why }
  }
  if (good.arrived) return tamperedVerdict(attested, codes)
  return isRefused(good)
    ? { kind: 'refuses-everything', codes, why: good.words }
    : { kind: 'unknown', codes, why: unknownWords(good) }
}

function tamperedVerdict(attested: BaitOutcome, codes: readonly ReasonCode[]): CanaryVerdict {
  if (isRefused(attested)) return { kind: 'covered', codes }
  return { kind: 'unknown', codes, why: unknownWords(attested) }
}

/** By the product, and not by pip itself or for a broken network. */
function isRefused({ decision, codes, exitCode }: BaitOutcome): boolean {
  return decision === 'block' || (exitCode !== 0 && exitCode !== null && codes.length > 0)
}

const SAID: Readonly<Record<BaitKind, string>> = {
  good: 'the good package',
  'other-bytes': 'a package with a byte changed',
  'other-attestation': 'a package with another file’s attestation',
}

function throughWords(gotThrough: readonly BaitKind[]): string {
  return `${gotThrough.map((kind) => SAID[kind]).join(' and ')} came through`
}

function unknownWords({ started, exitCode, asked, words }: BaitOutcome): string {
  if (!started) return `it could not be started: ${words}`
  if (exitCode === null) return 'it was not done in time'
  const what = asked ? 'it refused, but not by pip-trust' : 'it did not ask the canary’s index'
  return words === '' ? what : `${what}: ${words}`
}
