import type { Finding, ProvenanceStateFact, ReasonCode } from '../../verdict/index.ts'
import type { AttestationRequirement } from '../policy.ts'
import { attestations, isIn, isLogged, isOfKind, mayBeMore, type Attested } from './attested-as.ts'
import { compareEffects } from './effect.ts'
import { LEAF_MET, short, type Leaf, type LeafOutcome, type Scales } from './scales.ts'
import { weighPublisher, whoText } from './weigh-publisher.ts'

/**
 * One attestation must be by the publisher, of the kind and in the logs that are asked for, all at once: each is
 * weighed by the worst of these, and the best of them counts. A stranger's is never taken for one that is merely missing.
 */
export function weighAttestation(requirement: AttestationRequirement, scales: Scales): Leaf {
  const attested = attestations(scales)
  if (attested.length === 0) return absent(requirement, scales)
  return bestOf(attested.map((fact) => weighOne(requirement, fact, scales)))
}

/** Of several that would each do, the one that comes nearest. At least one. */
export function bestOf(leaves: readonly Leaf[]): Leaf {
  return leaves.reduce((best, leaf) => (compareLeaves(leaf, best) < 0 ? leaf : best))
}

/** Some attestation is in one of the logs. */
export function weighTransparency(logs: readonly string[], scales: Scales): Leaf {
  const expected = `an attestation in ${logs.join(' or ')}`
  const attested = attestations(scales)
  if (attested.length === 0) return notFound(expected, scales)
  if (attested.some((fact) => isIn(fact, logs))) return LEAF_MET
  return wanting(scales, { code: 'TC2203', expected, found: attested.map(logsText).join('; ') })
}

/** What can be mended by somebody else's doing comes before what speaks against the publisher. */
const RANK: readonly LeafOutcome[] = ['met', 'missing', 'unavailable', 'first-use', 'changed', 'rejected']

function compareLeaves(a: Leaf, b: Leaf): number {
  return compareEffects(a.effect, b.effect) || RANK.indexOf(a.outcome) - RANK.indexOf(b.outcome)
}

/** One attestation against everything that is asked of it. */
export function weighOne(requirement: AttestationRequirement, fact: Attested, scales: Scales): Leaf {
  return worstOf([
    weighPublisher(requirement, fact, scales),
    weighKind(requirement, fact, scales),
    weighLogs(requirement, fact, scales),
  ])
}

/** All must hold: the first of those that fall shortest. */
export function worstOf(leaves: readonly Leaf[]): Leaf {
  const [first = LEAF_MET, ...rest] = leaves.filter(({ outcome }) => outcome !== 'met')
  return rest.reduce((worst, part) => (compareEffects(part.effect, worst.effect) > 0 ? part : worst), first)
}

function weighKind(requirement: AttestationRequirement, fact: Attested, scales: Scales): Leaf {
  if (isOfKind(requirement, fact)) return LEAF_MET
  return wanting(scales, { code: 'TC2202', expected: whoText(requirement), found: fact.predicateType })
}

function weighLogs(requirement: AttestationRequirement, fact: Attested, scales: Scales): Leaf {
  if (isLogged(requirement, fact, scales)) return LEAF_MET
  return wanting(scales, { code: 'TC2203', expected: whoText(requirement), found: logsText(fact) })
}

/** There is none that verifies. Where earlier releases had one and `tofu-pin` is asked for, that is a change. */
function absent(requirement: AttestationRequirement, scales: Scales): Leaf {
  const leaf = notFound(whoText(requirement), scales)
  const lost = leaf.outcome === 'missing' && leaf.reason?.code === 'TC2103' && requirement.byPin
  if (!lost || compareEffects(scales.tofu.onChange, leaf.effect) < 0) return leaf
  return { ...leaf, outcome: 'changed', effect: scales.tofu.onChange }
}

/** As the facts say, or else as the index offers. */
function notFound(expected: string, scales: Scales): Leaf {
  const finding = firstFinding(scales)
  if (finding?.result === 'unavailable' || scales.offer === 'unavailable') {
    const { code, found } = finding ?? WITHOUT_FACTS.unavailable
    return outOfReach(scales, { code, expected, found })
  }
  const { code, found } = finding ?? WITHOUT_FACTS[scales.offer]
  return short('missing', reason(byHistory({ code, expected, found }, scales)), scales)
}

/** What is remembered is named where it is too old to stand in. */
function outOfReach(scales: Scales, words: Words): Leaf {
  const { stale } = scales
  const { expected } = words
  const said =
    stale === null ? words : { code: 'TC4019' as const, expected, found: `${words.found}; ${stale}` }
  return { outcome: 'unavailable', effect: scales.withoutEvidence, reason: reason(said) }
}

/** Nobody published one: what that means for a project that has a history. */
function byHistory(words: Words, { facts }: Scales): Words {
  const state = facts.find((fact) => fact.check === 'provenance-state' && fact.result === 'ok')
  const isAbsent = words.code === 'TC2102' || words.code === 'TC2101'
  if (!isAbsent || state?.check !== 'provenance-state' || state.result !== 'ok') return words
  const found = `none for this file; ${shareText(state)}`
  if (state.state === 'lost-provenance') return { ...words, code: 'TC2103', found }
  return state.state === 'partial-provenance' ? { ...words, code: 'TC2105', found } : words
}

function shareText({
  state,
  before,
  attestedFiles,
  files,
}: Extract<ProvenanceStateFact, { result: 'ok' }>): string {
  if (state === 'lost-provenance' && before !== null) return `${before.version} had one`
  return `${attestedFiles} of ${files} files of the release have one`
}

/** `unavailable` before `missing`: what could not be had might have been the one that is asked for. */
export function firstFinding({ facts }: Scales): (Finding & { readonly result: string }) | null {
  const open = facts.flatMap((fact) =>
    fact.check === 'attestation' && fact.result !== 'ok' ? [{ ...fact.finding, result: fact.result }] : [],
  )
  return open.find(({ result }) => result === 'unavailable') ?? open[0] ?? null
}

const WITHOUT_FACTS = {
  offered: { code: 'TC2102', found: 'none for this file' },
  none: { code: 'TC2102', found: 'none published for this file' },
  'not-offered': { code: 'TC2101', found: 'the index offers no attestations' },
  unavailable: { code: 'TC2104', found: 'it could not be fetched' },
  'not-asked': { code: 'TC2102', found: 'none beside the file or in an evidence source' },
} as const

/** There are others; the one that is asked for is missing, or may be among those that could not be had. */
export function wanting(
  scales: Scales,
  words: Words,
  subject: 'attestation' | 'provenance' = 'attestation',
): Leaf {
  const said = { ...reason(words), subject }
  if (!mayBeMore(scales)) return short('missing', said, scales)
  return { outcome: 'unavailable', effect: scales.withoutEvidence, reason: said }
}

interface Words {
  readonly code: ReasonCode
  readonly expected: string
  readonly found: string
}

function reason(words: Words) {
  return { ...words, subject: 'attestation', fix: [] }
}

function logsText({ log }: Attested): string {
  return log.length === 0
    ? 'an attestation in no log'
    : `an attestation in ${log.map((entry) => entry.log).join(', ')}`
}
