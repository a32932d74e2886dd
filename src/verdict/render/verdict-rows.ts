import type { Fact, Finding, ProvenanceState } from '../fact.ts'
import { REASONS, type ReasonCode } from '../reason-codes.ts'
import type { Reason, Verdict } from '../verdict.ts'
import { factText, findingText } from './fact-text.ts'
import { fit } from './layout.ts'
import { toneOf, type Tone } from './paint.ts'
import { publisherLine } from './publisher-text.ts'
import { safeText } from './safe-text.ts'

/** One row of a verdict's block. */
export interface Row {
  readonly label: string
  readonly tone: Tone
  readonly subject: string
  readonly text: string
  /** True where this is among what decided. */
  readonly decides: boolean
}

const MAX_SUBJECT_COLUMNS = 20

/** A row for each fact, then for each reason that no fact's row says already. A deciding row's label is in capitals. */
export function factRows(verdict: Verdict): readonly Row[] {
  const shown = new Set(verdict.facts.flatMap((fact) => (fact.result === 'ok' ? [] : [factKey(fact)])))
  const ofPolicy = verdict.reasons.filter((reason) => !shown.has(reasonKey(reason)))
  return [
    ...verdict.facts.filter((fact) => isWorthARow(fact, verdict)).map((fact) => factRow(fact, verdict)),
    ...ofPolicy.map((reason) => reasonRow(reason)),
    ...verdict.facts.flatMap(beforeRow),
  ]
}

/** What nearly every file lacks is said where it was asked for; what a reason says better is left to it. */
function isWorthARow(fact: Fact, verdict: Verdict): boolean {
  if (fact.result === 'missing' && SELDOM_THERE.has(fact.check)) return labelOf(fact, verdict).decides
  if (fact.check === 'yanked' && fact.result === 'ok') return fact.yanked
  const told = verdict.reasons.some(({ code, subject }) => BY_HISTORY.has(code) && subject === fact.check)
  return !(told && fact.result === 'missing')
}

/** Hardly any file has an OpenPGP signature or is pinned; many indexes say neither state nor age. */
const SELDOM_THERE: ReadonlySet<Fact['check']> = new Set(['signature', 'hash', 'status', 'yanked', 'age'])

/** That nobody attested a file, as its project's history puts it. */
const BY_HISTORY: ReadonlySet<ReasonCode> = new Set<ReasonCode>(['TC2103', 'TC2105'])

/** What helps: one command a row, so that each can be pasted. */
export function fixRows(verdict: Verdict): readonly Row[] {
  const fixes = [...new Set(verdict.reasons.flatMap((reason) => reason.fix))]
  return fixes.map((fix, nth) => {
    return { label: nth === 0 ? 'fix' : '', tone: 'strong', subject: '', text: safeText(fix), decides: false }
  })
}

/** A fact's result as people see it: in capitals where it is why a file was not simply allowed. */
export function labelOf(fact: Fact, { reasons }: Verdict): Pick<Row, 'label' | 'tone' | 'decides'> {
  if (fact.result === 'ok') {
    return speaksAgainst(fact)
      ? { label: 'found', tone: 'caution', decides: false }
      : { label: 'ok', tone: 'good', decides: false }
  }
  const reason = reasons.find((each) => reasonKey(each) === factKey(fact))
  if (reason === undefined) return { label: fact.result, tone: 'faint', decides: false }
  if (reason.effect === 'allow') return { label: fact.result, tone: 'caution', decides: true }
  return { label: fact.result.toUpperCase(), tone: toneOf(reason.effect), decides: true }
}

/** What could be found out, and is not what people hope for. */
function speaksAgainst(fact: Extract<Fact, { result: 'ok' }>): boolean {
  switch (fact.check) {
    case 'status':
      return fact.status !== 'active'
    case 'yanked':
      return fact.yanked
    case 'publisher':
      return fact.relation === 'changed'
    case 'provenance-state':
      return WORSE.has(fact.state)
    case 'integrity':
    case 'attestation':
    case 'signature':
    case 'rebuild':
    case 'derivation':
    case 'age':
    case 'hash':
    case 'lock':
    case 'revocations':
      return false
  }
}

const WORSE: ReadonlySet<ProvenanceState> = new Set([
  'lost-provenance',
  'changed-provenance',
  'inconsistent-provenance',
])

function factRow(fact: Fact, verdict: Verdict): Row {
  const text = fact.result === 'invalid' ? titledText(fact.finding) : factText(fact)
  return { ...labelOf(fact, verdict), subject: fact.check, text }
}

/** The release that a later one falls behind, as people look for it. */
function beforeRow(fact: Fact): readonly Row[] {
  if (fact.check !== 'provenance-state' || fact.result !== 'ok' || fact.before === null) return []
  if (!WORSE.has(fact.state)) return []
  const { version, publisher } = fact.before
  const who = publisher === null ? 'attested' : publisherLine(publisher)
  const subject = fit(safeText(version), MAX_SUBJECT_COLUMNS)
  return [{ label: 'before', tone: 'faint', subject, text: `${who}   → ${fact.state}`, decides: true }]
}

function reasonRow(reason: Reason): Row {
  const label = { allow: 'noted', warn: 'WARNING', block: 'REFUSED' }[reason.effect]
  const subject = fit(safeText(reason.subject), MAX_SUBJECT_COLUMNS)
  return { label, tone: toneOf(reason.effect), subject, text: titledText(reason), decides: true }
}

/** What is wrong, and then what was found and expected: on their own those two say little. */
function titledText(finding: Finding): string {
  return `${REASONS[finding.code].title}: ${findingText(finding)}`
}

function reasonKey(reason: Reason): string {
  return `${reason.code} ${reason.subject}`
}

function factKey(fact: Exclude<Fact, { result: 'ok' }>): string {
  return `${fact.finding.code} ${fact.check}`
}
