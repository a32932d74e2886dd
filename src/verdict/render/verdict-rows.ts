import type { Fact, Finding } from '../fact.ts'
import { REASONS } from '../reason-codes.ts'
import type { Reason, Verdict } from '../verdict.ts'
import { factText, findingText } from './fact-text.ts'
import { fit } from './layout.ts'
import { toneOf, type Tone } from './paint.ts'
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
    ...verdict.facts.map((fact) => factRow(fact, verdict)).filter(isWorthARow),
    ...ofPolicy.map((reason) => reasonRow(reason, verdict)),
  ]
}

/** Hardly any file has an OpenPGP signature: that there is none is said where a signature was asked for. */
function isWorthARow({ subject, label }: Row): boolean {
  return subject !== 'signature' || label !== 'missing'
}

/** What helps: one command a row, so that each can be pasted. */
export function fixRows(verdict: Verdict): readonly Row[] {
  const fixes = [...new Set(verdict.reasons.flatMap((reason) => reason.fix))]
  return fixes.map((fix, nth) => {
    return { label: nth === 0 ? 'fix' : '', tone: 'strong', subject: '', text: safeText(fix), decides: false }
  })
}

/** A fact's result as people see it: in capitals where it is why a file was not simply allowed. */
export function labelOf(fact: Fact, { decision, reasons }: Verdict): Pick<Row, 'label' | 'tone' | 'decides'> {
  if (fact.result === 'ok') return { label: 'ok', tone: 'good', decides: false }
  const decides = reasons.some((reason) => reasonKey(reason) === factKey(fact))
  if (!decides) return { label: fact.result, tone: 'faint', decides }
  if (decision === 'allow') return { label: fact.result, tone: 'caution', decides }
  return { label: fact.result.toUpperCase(), tone: toneOf(decision), decides }
}

function factRow(fact: Fact, verdict: Verdict): Row {
  const text = fact.result === 'invalid' ? titledText(fact.finding) : factText(fact)
  return { ...labelOf(fact, verdict), subject: fact.check, text }
}

function reasonRow(reason: Reason, { decision }: Verdict): Row {
  const label = { allow: 'noted', warn: 'WARNING', block: 'REFUSED' }[decision]
  const subject = fit(safeText(reason.subject), MAX_SUBJECT_COLUMNS)
  return { label, tone: toneOf(decision), subject, text: titledText(reason), decides: true }
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
