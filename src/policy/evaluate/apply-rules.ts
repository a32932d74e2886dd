import type { Reason } from '../../verdict/index.ts'
import type { FloorEntry, Rule, Waivable } from '../policy.ts'
import { MET, shortfall, together, type Weighed } from './effect.ts'
import { matches } from './match-rule.ts'
import type { Scales } from './scales.ts'
import { isSourceCode, sourceCode } from './source-code.ts'
import type { Subject } from './subject.ts'
import { weigh } from './weigh.ts'

/** What one entry of the policy asks for. `at` is null for what is built in. */
export interface Part extends Weighed {
  readonly rule: string
  readonly at: string | null
  readonly exception: string | null
  readonly message: string | null
}

const NOTHING_WAIVED: ReadonlySet<Waivable> = new Set()

/** The first rule that matches. A word against a source that is waived is passed over, so that later rules still ask theirs. */
export function applyRules(rules: readonly Rule[], subject: Subject, waived = NOTHING_WAIVED): Part {
  const rule = rules.find(
    (candidate) => matches(candidate.match, subject) && !isDenialWaived(candidate, subject, waived),
  )
  return rule === undefined
    ? noRule()
    : { ...place(rule), ...applyRule(rule, subject, waived), message: rule.message }
}

function isDenialWaived(rule: Rule, subject: Subject, waived: ReadonlySet<Waivable>): boolean {
  return rule.deny !== null && waived.has('source') && isSourceCode(sourceCode(rule.match, subject))
}

function noRule(): Part {
  const expected = 'a rule that is about this artifact'
  const reason: Reason = { code: 'TC4002', subject: 'rule', expected, found: 'none', fix: [] }
  return { rule: 'none', at: null, exception: null, message: null, ...shortfall('block', reason) }
}

function applyRule(rule: Rule, subject: Subject, waived: ReadonlySet<Waivable>): Weighed {
  if (rule.deny !== null) return word('block', rule.deny, rule, subject)
  const { onMissing, onUnavailable } = rule
  const scales: Scales = { facts: subject.facts, offer: subject.offer, onMissing, onUnavailable, waived }
  return together([warning(rule, subject, waived), required(rule, subject, scales)])
}

function warning(rule: Rule, subject: Subject, waived: ReadonlySet<Waivable>): Weighed {
  if (rule.warn === null) return MET
  const silent = waived.has('source') && isSourceCode(sourceCode(rule.match, subject))
  return silent ? MET : word('warn', rule.warn, rule, subject)
}

function required({ require: requirements }: Rule | FloorEntry, subject: Subject, scales: Scales): Weighed {
  if (subject.settled) return MET
  return together(requirements.map(({ node }) => weigh(node, scales)))
}

/** The rule's own words: what it says is what is expected. */
function word(
  effect: 'warn' | 'block',
  words: string,
  { match }: Rule | FloorEntry,
  subject: Subject,
): Weighed {
  const code = sourceCode(match, subject)
  return shortfall(effect, { code, subject: 'source', expected: words, found: sourceText(subject), fix: [] })
}

function sourceText({ kind, channel, indexes, artifact }: Subject): string {
  const origin =
    indexes.length > 0 ? `from index ${indexes.join(', ')} (${artifact.index?.url ?? ''})` : `by ${channel}`
  return `${kind} ${origin}`
}

/** Each entry of the policy's floor that applies; what it requires and can't be had blocks. */
export function applyFloor(floor: readonly FloorEntry[], subject: Subject): readonly Part[] {
  return floor
    .filter(({ match }) => match === null || matches(match, subject))
    .map((entry) => ({ ...place(entry), message: null, ...applyFloorEntry(entry, subject) }))
}

function applyFloorEntry(entry: FloorEntry, subject: Subject): Weighed {
  if (entry.deny !== null) return word('block', entry.deny, entry, subject)
  const { facts, offer } = subject
  return required(entry, subject, {
    facts,
    offer,
    onMissing: 'block',
    onUnavailable: 'block',
    waived: NOTHING_WAIVED,
  })
}

function place({ id, at }: Rule | FloorEntry) {
  return { rule: id, at, exception: null }
}
