import { renderRefusal, renderSummary, renderVerdict, safeText } from '../../src/verdict/index.ts'
import type { RunReport } from './api.ts'
import type { Outcome } from './outcome.ts'
import type { RunEvent } from './ledger.ts'

/** Refusals, and events, that are spelled out; the rest is counted. */
const MAX_BLOCKS = 10

/**
 * What the witness prints on stderr when pip is done: every refusal in full, once; one line for each index that offers
 * no attestations; what went wrong beside artifacts; and the counts. Nothing at all for a run that touched nothing.
 */
export function closingLines(outcomes: readonly Outcome[], report: RunReport, colour: boolean): string[] {
  const refusals = outcomes.filter((outcome) => outcome.decision === 'block')
  const events = report.events.filter((event) => event.code !== null)
  if (outcomes.length === 0 && events.length === 0) return []
  return [
    ...refusals.slice(0, MAX_BLOCKS).flatMap((outcome) => [...refusalBlock(outcome, colour), '']),
    ...more(refusals.length, 'refusals'),
    ...indexLines(outcomes),
    ...eventLines(events),
    ...(outcomes.length === 0 ? [] : [renderSummary(report.counts)]),
  ]
}

function refusalBlock(outcome: Outcome, colour: boolean): string[] {
  return outcome.by === 'daemon'
    ? renderVerdict({ verdict: outcome.verdict, artifact: outcome.artifact, colour })
    : renderRefusal(outcome, colour)
}

function indexLines(outcomes: readonly Outcome[]): string[] {
  const silent = outcomes.flatMap((outcome) => {
    if (outcome.by !== 'daemon' || outcome.artifact.index === null) return []
    const isSilent = outcome.verdict.facts.some(
      (fact) => fact.check === 'attestation' && fact.result === 'missing' && fact.offer === 'not-offered',
    )
    return isSilent ? [outcome.artifact.index.url] : []
  })
  return [...new Set(silent)].map(
    (url) =>
      `pip-trust: this index offers no attestations: ${safeText(url)} (trustctl evidence add sets a source)`,
  )
}

function eventLines(events: readonly RunEvent[]): string[] {
  const lines = events.map(
    ({ code, detail }) => `pip-trust: ${code === null ? '' : `${code} `}${safeText(detail)}`,
  )
  const once = [...new Set(lines)]
  return [...once.slice(0, MAX_BLOCKS), ...more(once.length, 'events')]
}

const more = (count: number, what: string): string[] =>
  count > MAX_BLOCKS
    ? [`pip-trust: and ${count - MAX_BLOCKS} more ${what}; PIP_TRUST_REPORT=FILE lists all`]
    : []
