import { setImmediate } from 'node:timers/promises'
import type { DigestWanted } from '../protocol/index.ts'
import { FOREVER_MS, type Trust } from '../trust/index.ts'
import {
  checkOf,
  type AttestationFact,
  type Evidence,
  type EvidenceKind,
  type EvidenceOrigin,
  type Fact,
  type RebuildFact,
  type SignatureFact,
} from '../verdict/index.ts'
import { looksAt, type AttestationContext } from './attestation-facts.ts'
import type { EvidenceAnswer, EvidenceQuestion } from './evidence-question.ts'
import { CLOCK_SKEW_SECONDS, MAX_ATTESTATIONS, MAX_EVIDENCE } from './limits.ts'
import { attachedFacts } from './attached-facts.ts'
import { absentAttestation, absentSignature } from './absent.ts'
import { cmsFacts } from './cms-facts.ts'
import { KeyTrials, minisignOutcome, statementKeys } from './plain/index.ts'
import { signatureFacts } from './signature-facts.ts'
import type { SignatureOutcome } from './signature-outcome.ts'
import { Unverified } from './unverified.ts'
import { Effort, type CmsContext } from './x509/index.ts'

const CLOCK_CODES: ReadonlySet<string> = new Set(['TC2120', 'TC3119', 'TC3313', 'TC3316'])

/**
 * Turns evidence into facts: attestations and signatures, each by itself, and for either kind one fact when there is
 * none. No network, no state; `now` in seconds since the epoch. Bad evidence is an `invalid` fact and never thrown.
 */
export async function verifyEvidence(
  { artifact, evidence, offer, suffixed }: EvidenceQuestion,
  given: Trust,
  now: number,
): Promise<EvidenceAnswer> {
  const trust = counting(given, now * 1000)
  const looked = evidence.slice(0, MAX_EVIDENCE)
  const signed = looked.filter(({ kind }) => checkOf(kind) === 'signature')
  const stated = looked.filter(({ kind }) => checkOf(kind) !== 'signature')
  const { sha256 } = artifact
  const context = { sha256, trust, suffixed, now, effort: new Effort() }
  const outcomes = await outcomesOf(signed, context)
  const wanted = outcomes.flatMap((outcome) => ('wanted' in outcome ? [outcome.wanted] : []))
  if (wanted.length > 0) return { kind: 'digests-wanted', wanted: distinct(wanted) }
  const trials = new KeyTrials(statementKeys(trust, now * 1000))
  const found = await statedFacts(stated, { artifact, roots: trust.sigstore, trials, now })
  const facts = [
    ...overflow(evidence),
    ...found,
    ...(found.some(({ check }) => check === 'attestation') ? [] : [absentAttestation(offer)]),
    ...signatures(outcomes),
  ]
  const changes = [...expiries(outcomes), ...clockDoubts(facts, now), ...keyChanges(given, now)]
  return { kind: 'facts', facts, recheckAfter: soonest(changes) }
}

async function outcomesOf(
  evidence: readonly Evidence[],
  context: CmsContext,
): Promise<readonly SignatureOutcome[]> {
  const ofKind = (kind: EvidenceKind): readonly Evidence[] => evidence.filter((each) => each.kind === kind)
  return [
    ...(await signatureFacts(ofKind('openpgp-signature'), context)),
    ...ofKind('cms-signature').flatMap((each) => cmsFacts(each, context)),
    ...ofKind('minisign-signature').map((each) => minisignOutcome(each, context)),
    ...attachedFacts([...ofKind('attached-cms'), ...ofKind('attached-jws')], context),
  ]
}

/** One after the other, and others get their turn in between: a hundred attestations hold nobody up. */
async function statedFacts(
  evidence: readonly Evidence[],
  context: AttestationContext,
): Promise<readonly (AttestationFact | RebuildFact)[]> {
  const looks = evidence.flatMap((each) =>
    looksAt(each, context).map((look) => ({ look, origin: each.origin })),
  )
  const facts: (AttestationFact | RebuildFact)[] = []
  for (const { look } of looks.slice(0, MAX_ATTESTATIONS)) {
    if (facts.length > 0) await setImmediate()
    facts.push(...look())
  }
  const beyond = looks[MAX_ATTESTATIONS]
  if (beyond !== undefined) facts.push(tooMany('attestations', MAX_ATTESTATIONS, looks.length, beyond.origin))
  return facts
}

function signatures(outcomes: readonly SignatureOutcome[]): readonly SignatureFact[] {
  const facts = outcomes.flatMap((outcome) => ('fact' in outcome ? [outcome.fact] : []))
  return facts.length > 0 ? facts : [absentSignature()]
}

function overflow(evidence: readonly Evidence[]): readonly AttestationFact[] {
  const first = evidence[MAX_EVIDENCE]
  return first === undefined
    ? []
    : [tooMany('pieces of evidence', MAX_EVIDENCE, evidence.length, first.origin)]
}

/** What is beyond a limit isn't passed over in silence: that would let a bad piece hide behind many. */
function tooMany(what: string, limit: number, found: number, origin: EvidenceOrigin): AttestationFact {
  const { finding } = new Unverified('TC2110', `at most ${limit} ${what}`, `${found}`)
  return { check: 'attestation', result: 'invalid', finding, origin, offer: null }
}

function distinct(wanted: readonly DigestWanted[]): readonly DigestWanted[] {
  return [...new Map(wanted.map((each) => [`${each.algorithm} ${each.suffix}`, each])).values()]
}

function expiries(outcomes: readonly SignatureOutcome[]): readonly number[] {
  return outcomes.flatMap((outcome) =>
    'fact' in outcome && outcome.expiresAt !== null ? [outcome.expiresAt] : [],
  )
}

/** «Signed in the future» may be this machine's clock, which somebody sets right: such a finding isn't kept for ever. */
function clockDoubts(facts: readonly Fact[], now: number): readonly number[] {
  const isDoubtful = facts.some((fact) => fact.result === 'invalid' && CLOCK_CODES.has(fact.finding.code))
  return isDoubtful ? [now + CLOCK_SKEW_SECONDS] : []
}

/** Without the keyrings whose time is up. */
function counting(trust: Trust, nowMs: number): Trust {
  const keyrings = trust.keyrings.filter(
    ({ countsUntilMs }) => countsUntilMs === null || nowMs < countsUntilMs,
  )
  return { ...trust, keyrings }
}

/** Keys and keyrings begin and cease to count by the clock alone. Seconds. */
function keyChanges({ keyrings, standings }: Trust, now: number): readonly number[] {
  const plain = keyrings.flatMap(({ plainKeys }) =>
    plainKeys.flatMap(({ valid }) => [valid.startMs, valid.endMs + 1]),
  )
  const stated = standings.flatMap(({ notBeforeMs, verifyUntilMs }) => [notBeforeMs, verifyUntilMs])
  return [...plain, ...stated, ...keyrings.flatMap(({ countsUntilMs }) => countsUntilMs ?? [])]
    .filter((atMs) => atMs > now * 1000 && atMs <= FOREVER_MS)
    .map((atMs) => Math.ceil(atMs / 1000))
}

function soonest(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.min(...times)
}
