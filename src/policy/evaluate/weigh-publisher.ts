import { publisherLine, publisherText, type PublisherFact, type ReasonCode } from '../../verdict/index.ts'
import type { AttestationRequirement } from '../policy.ts'
import { mayBeMore, type Attested } from './attested-as.ts'
import { acceptsPublisher } from './accepts-publisher.ts'
import { stricterOf } from './effect.ts'
import { isPinned } from './weigh-hash.ts'
import { samePublisher } from './same-publisher.ts'
import { keyringCounts, type KeyringCount } from './weigh-keyring.ts'
import { LEAF_MET, short, type Leaf, type LeafOutcome, type Scales } from './scales.ts'

type Known = Extract<PublisherFact, { readonly result: 'ok' }>

/**
 * Whether the attestation is by whom the requirement names. With `tofu-pin` among them also by whom this machine
 * remembers; a first sight and a change are outcomes of their own.
 */
export function weighPublisher(
  requirement: AttestationRequirement,
  attested: Attested,
  scales: Scales,
): Leaf {
  const { by, byPin } = requirement
  if (by === null || scales.waived.has('publisher')) return LEAF_MET
  if (by.some((identity) => acceptsPublisher(identity, attested.publisher))) return LEAF_MET
  const counts = keyringCounts(requirement, attested, scales)
  if (counts.some(({ identity, people }) => people.size >= identity.atLeast)) return LEAF_MET
  if (counts.length > 0) return tooFew(requirement, counts, scales)
  if (byPin) return weighPin(attested, scales)
  const found = publisherText(attested.publisher)
  return weighed('rejected', { code: 'TC2201', expected: whoText(requirement), found }, scales)
}

/** The right people, and not enough of them: others may still add theirs. */
function tooFew(requirement: AttestationRequirement, counts: readonly KeyringCount[], scales: Scales): Leaf {
  const found = [...new Set(counts.flatMap(({ people }) => [...people]))].join('; ')
  const outcome = mayBeMore(scales) ? 'unavailable' : 'missing'
  const reason = {
    code: 'TC3202',
    subject: 'attestation',
    expected: whoText(requirement),
    found,
    fix: [],
  } as const
  return short(outcome, reason, scales)
}

function weighPin({ publisher }: Attested, scales: Scales): Leaf {
  const known = publisherFact(publisher, scales)
  if (known === null) return firstUse(null, publisherLine(publisher), scales)
  if (known.result !== 'ok') return weighed('unavailable', known.finding, scales)
  switch (known.relation) {
    case 'same':
    case 'renamed':
      return LEAF_MET
    case 'first':
      return firstUse(known, publisherLine(publisher), scales)
    case 'changed':
      return changed(rememberedText(known), publisherLine(publisher), scales)
  }
}

/** A first publisher where there was none before is a change where absence is pinned; pinned bytes need no publisher to be known. */
function firstUse(known: Known | null, found: string, scales: Scales): Leaf {
  const absent = known?.absentBefore ?? null
  if (absent !== null && scales.tofu.pinAbsence) {
    const leaf = changed(`no attestation, as ${absent} had none`, found, scales)
    return { ...leaf, effect: stricterOf(leaf.effect, scales.firstUse) }
  }
  if (isPinned(scales)) return LEAF_MET
  const expected = 'a publisher that this machine remembers, or a digest that is pinned'
  return weighed(
    'first-use',
    { code: 'TC2205', expected, found: `${found}, seen for the first time` },
    scales,
  )
}

function changed(expected: string, found: string, scales: Scales): Leaf {
  return weighed('changed', { code: 'TC2204', expected, found }, scales)
}

function rememberedText({ remembered }: Known): string {
  if (remembered === null) return 'the publisher of earlier releases'
  return `${publisherLine(remembered.publisher)}, as since ${remembered.version}`
}

/** What is remembered of this very publisher; what could not be found out where there is no such fact. */
function publisherFact(
  publisher: Attested['publisher'],
  { facts }: Scales,
): Known | Extract<PublisherFact, { result: 'unavailable' | 'missing' | 'invalid' }> | null {
  const all = facts.filter((fact) => fact.check === 'publisher')
  const own = all.find(
    (fact): fact is Known => fact.result === 'ok' && samePublisher(fact.publisher, publisher),
  )
  return own ?? all.find((fact) => fact.result === 'unavailable') ?? null
}

interface Words {
  readonly code: ReasonCode
  readonly expected: string
  readonly found: string
}

/** What is about the publisher is said of it, but for a stranger: there the attestation itself is refused. */
function weighed(outcome: LeafOutcome, words: Words, scales: Scales): Leaf {
  const subject = outcome === 'rejected' ? 'attestation' : 'publisher'
  return short(outcome, { ...words, subject, fix: [] }, scales)
}

/** What is asked for, with the identities by their patterns. That it be as remembered is said only beside others. */
export function whoText({ predicate, by, byKeyrings, byPin, logs }: AttestationRequirement): string {
  const kind = predicate === null ? 'an attestation' : `an attestation (${predicate.join(' or ')})`
  const log = logs.map((names) => ` in ${names.join(' or ')}`).join('')
  const named = [...(by ?? []), ...byKeyrings]
  if (named.length === 0) return `${kind}${log}`
  const who = [...named.map(({ text }) => text), ...(byPin ? ['the publisher remembered for it'] : [])]
  return `${kind}${log} by ${who.join(' or ')}`
}
