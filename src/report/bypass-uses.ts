import type { DecisionRecord, HistoryRecord } from '../protocol/index.ts'

/** A file that passed only because of a break-glass. */
export interface PassedBy {
  readonly at: number
  readonly what: string
  /** What it would have been refused for. */
  readonly code: string
  readonly ref: string
}

/** A break-glass of the period. Times in seconds since the epoch, UTC. */
export interface BypassUse {
  readonly reason: string
  readonly by: string
  /** Null: before the period. */
  readonly from: number | null
  /** When it ended, or is going to. */
  readonly until: number | null
  readonly isEndedEarly: boolean
  readonly passed: readonly PassedBy[]
}

/** Whether this passed because of one. */
export function isBypassed({ verdict: { decision, reasons } }: DecisionRecord): boolean {
  return decision !== 'block' && reasons.some(({ code }) => code === 'TC4012')
}

/** Every break-glass of the period, the newest first, each with what passed by it. `passed` and `history` in any order. */
export function bypassUses(
  passed: readonly DecisionRecord[],
  history: readonly HistoryRecord[],
): readonly BypassUse[] {
  const begun = spansOf(history)
  const homeless = passed.filter((record) => begun.every((span) => !isWithin(record, span)))
  const uses = begun.map(({ reason, by, from, until, isEndedEarly }) => ({
    reason,
    by,
    from,
    until,
    isEndedEarly,
    passed: passed.filter((record) => isWithin(record, { from, until })).map(passedBy),
  }))
  return [...uses.toReversed(), ...earlier(homeless)]
}

interface Span {
  readonly from: number
  readonly until: number
}

/** In the order in which they began: a new one takes the place of the one before. */
function spansOf(history: readonly HistoryRecord[]): readonly (Omit<BypassUse, 'passed'> & Span)[] {
  const spans: (Omit<BypassUse, 'passed'> & Span)[] = []
  for (const { at, actor, event } of history.toSorted((a, b) => a.id - b.id)) {
    if (event.type !== 'bypass') continue
    const open = spans.at(-1)
    if (open !== undefined && open.until > at) {
      spans[spans.length - 1] = { ...open, until: at, isEndedEarly: event.action === 'ended' }
    }
    if (event.action === 'began')
      spans.push({ reason: event.reason, by: actor, from: at, until: event.until, isEndedEarly: false })
  }
  return spans
}

function isWithin({ at, circumstances }: DecisionRecord, { from, until }: Span): boolean {
  const begun = circumstances?.bypass?.from ?? null
  return begun === null ? at >= from && at <= until : begun === from
}

/** Those by one that began before the period: what was recorded with each decision tells which. */
function earlier(homeless: readonly DecisionRecord[]): readonly BypassUse[] {
  const groups = Map.groupBy(homeless, ({ circumstances }) => circumstances?.bypass?.from ?? null)
  return Array.from(groups.values(), (records) => {
    const bypass = records[0]?.circumstances?.bypass ?? null
    return {
      reason: bypass?.reason ?? 'not known',
      by: bypass?.by ?? 'not known',
      from: bypass?.from ?? null,
      until: bypass?.until ?? null,
      isEndedEarly: false,
      passed: records.map(passedBy),
    }
  })
}

function passedBy({ at, artifact, verdict }: DecisionRecord): PassedBy {
  const what = 'filename' in artifact ? artifact.filename : artifact.location
  const code = verdict.reasons.find((reason) => reason.code !== 'TC4012')?.code ?? verdict.code
  return { at, what, code, ref: verdict.ref }
}
