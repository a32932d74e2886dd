import type { Bypass, Circumstances } from '../protocol/index.ts'
import type { KnownAbout } from './known.ts'

/** What a decision depends on beside its artifact, its run and its facts, to be kept with it. */
export function circumstancesOf(
  { offer, facts, source, remembered, seenOn }: Extract<KnownAbout, { kind: 'known' }>,
  bypass: Bypass | null,
): Circumstances {
  return {
    offer,
    ownFacts: facts.length,
    source: source === null ? null : { artifact: source.artifact, offer: source.offer },
    remembered,
    seenOn,
    bypass,
  }
}
