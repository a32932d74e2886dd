import {
  publisherText,
  renderRefusal,
  renderSummary,
  renderVerdict,
  safeText,
} from '../../src/verdict/index.ts'
import type { RunReport } from './api.ts'
import type { Outcome } from './outcome.ts'
import type { RunEvent } from './ledger.ts'
import { withheldLines } from './withheld-lines.ts'

/** Refusals, and events, that are spelled out; the rest is counted. */
const MAX_BLOCKS = 10

/** How and when it is shown. `now` in seconds since the epoch, UTC. */
export interface ClosingView {
  readonly colour: boolean
  readonly now: number
}

/**
 * What the witness prints on stderr when pip is done: every refusal in full, once; one line for each index that offers
 * no attestations, and for a bypass that was used; what went wrong beside artifacts; and the counts. Nothing at all for a run that touched nothing.
 */
export function closingLines(
  outcomes: readonly Outcome[],
  report: RunReport,
  { colour, now }: ClosingView,
): string[] {
  const refusals = outcomes.filter((outcome) => outcome.decision === 'block')
  const events = report.events.filter((event) => event.code !== null || isOfProxy(event, report))
  const older = withheldLines(report.withheld, now)
  if (outcomes.length === 0 && events.length === 0 && older.length === 0) return []
  return [
    ...refusals.slice(0, MAX_BLOCKS).flatMap((outcome) => [...refusalBlock(outcome, colour), '']),
    ...more(refusals.length, 'refusals'),
    ...older.slice(0, MAX_BLOCKS),
    ...more(older.length, 'releases that are too young'),
    ...renamedLines(outcomes),
    ...indexLines(outcomes),
    ...bypassLines(outcomes),
    ...eventLines(events),
    ...(outcomes.length === 0 ? [] : [renderSummary(report.counts)]),
  ]
}

function refusalBlock(outcome: Outcome, colour: boolean): string[] {
  return outcome.by === 'daemon'
    ? renderVerdict({ verdict: outcome.verdict, artifact: outcome.artifact, colour })
    : renderRefusal(outcome, colour)
}

/** A repository under another name is information: it is said, and nothing follows. */
function renamedLines(outcomes: readonly Outcome[]): string[] {
  const lines = outcomes.flatMap((outcome) => {
    if (outcome.by !== 'daemon' || outcome.decision === 'block') return []
    return outcome.verdict.facts.flatMap((fact) => {
      if (fact.check !== 'publisher' || fact.result !== 'ok' || fact.relation !== 'renamed') return []
      const before = fact.remembered === null ? '' : `, which was ${publisherText(fact.remembered.publisher)}`
      return [
        `pip-trust: ${safeText(outcome.artifact.project ?? '')} comes from ${publisherText(fact.publisher)}${before} (the same repository)`,
      ]
    })
  })
  return [...new Set(lines)]
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

/** What only a bypass let through is never let through in silence. */
function bypassLines(outcomes: readonly Outcome[]): string[] {
  const used = outcomes.flatMap((outcome) => {
    const reasons = outcome.by === 'daemon' ? outcome.verdict.reasons : []
    return reasons.flatMap(({ code, found }) => (code === 'TC4012' ? [found] : []))
  })
  return [...Map.groupBy(used, (found) => found)].map(
    ([found, { length }]) =>
      `pip-trust: the policy is bypassed for ${length} ${length === 1 ? 'artifact' : 'artifacts'}: ${safeText(found)} (trustctl bypass --end)`,
  )
}

/** pip hides why it got no page: of a proxy nobody else would tell. */
const isOfProxy = ({ type }: RunEvent, { exitCode }: RunReport): boolean =>
  exitCode !== 0 && type.startsWith('proxy-')

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
