import type { DecisionRecord, HistoryRecord } from '../protocol/index.ts'
import { bypassUses, isBypassed, type BypassUse } from './bypass-uses.ts'
import { evidenceShares, type EvidenceShares } from './evidence-shares.ts'
import { mendTimes, type Mends } from './mend-times.ts'
import { outcomeCounter, type OutcomeCounts } from './outcome-counts.ts'
import { policiesSeen, type PolicySeen } from './policies-seen.ts'

/** What was decided in a period. Times in seconds since the epoch, UTC; each figure with what it is a part of. */
export interface Figures {
  readonly decisions: number
  readonly runs: number
  /** Distinct artifacts that were let pass, by what spoke for them. */
  readonly evidence: EvidenceShares
  readonly refused: OutcomeCounts
  readonly warned: OutcomeCounts
  readonly bypasses: readonly BypassUse[]
  readonly mends: Mends
  readonly policies: readonly PolicySeen[]
  readonly changes: Changes
}

/** What people changed in the period. */
export interface Changes {
  readonly policyEdits: number
  readonly loosening: number
  readonly policiesRefused: number
  readonly publishersAccepted: number
  readonly publishersForgotten: number
  readonly exceptionsApproved: number
  readonly exceptionsRenewed: number
  readonly exceptionsClosed: number
}

/** Takes records page by page, so that a long period needs no more memory than its figures. */
export interface Reporting {
  decisions(records: readonly DecisionRecord[]): void
  history(records: readonly HistoryRecord[]): void
  result(): Figures
}

/** Begins to count. Pure but for what it was given. */
export function startReport(): Reporting {
  const [evidence, refused, warned] = [evidenceShares(), outcomeCounter(), outcomeCounter()]
  const [mends, policies] = [mendTimes(), policiesSeen()]
  const runs = new Set<string>()
  const bypassed: DecisionRecord[] = []
  const events: HistoryRecord[] = []
  let decisions = 0
  return {
    decisions: (records) => {
      decisions += records.length
      for (const record of records) {
        runs.add(record.run.id)
        for (const part of [mends, policies]) part.add(record)
        if (isBypassed(record)) bypassed.push(record)
        if (record.verdict.decision === 'block') refused.add(record)
        else evidence.add(record)
        if (record.verdict.decision === 'warn') warned.add(record)
      }
    },
    history: (records) => {
      events.push(...records)
    },
    result: () => ({
      decisions,
      runs: runs.size,
      evidence: evidence.result(),
      refused: refused.result(),
      warned: warned.result(),
      bypasses: bypassUses(bypassed, events),
      mends: mends.result(),
      policies: policies.result(),
      changes: changesIn(events),
    }),
  }
}

function changesIn(records: readonly HistoryRecord[]): Changes {
  const count = (is: (event: HistoryRecord['event']) => boolean): number =>
    records.filter(({ event }) => is(event)).length
  return {
    policyEdits: count(({ type }) => type === 'policy-edited'),
    loosening: count((event) => event.type === 'policy-edited' && event.loosens),
    policiesRefused: count(({ type }) => type === 'policy-refused'),
    publishersAccepted: count(done('accepted')),
    publishersForgotten: count(done('forgotten')),
    exceptionsApproved: count(done('approved')),
    exceptionsRenewed: count(done('renewed')),
    exceptionsClosed: count(done('closed')),
  }
}

function done(action: string): (event: HistoryRecord['event']) => boolean {
  return (event) => 'action' in event && event.action === action
}
