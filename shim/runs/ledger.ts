import type { ReasonCode } from '../../src/verdict/index.ts'
import { digestOf, type Outcome } from './outcome.ts'
import { addressKey } from './address-key.ts'

/** Outcomes and events that one run keeps; what comes after is counted, not kept. */
const MAX_ENTRIES = 20_000

/** Something that happened and is not about one artifact. */
export interface RunEvent {
  readonly type: string
  readonly code: ReasonCode | null
  readonly detail: string
}

/** What was released and refused in one run. */
export interface Ledger {
  /** Records the answer that pip got; the same artifact is kept once, and a refusal is never taken back. */
  record(outcome: Outcome): void
  /** Binds a refusal to an address: it stays refused for the whole run. */
  refuseAddress(url: URL, outcome: Outcome): void
  refusedAddress(url: URL): Outcome | null
  /** What pip was told about these bytes. */
  byDigest(sha256: string): Outcome | null
  event(event: RunEvent): void
  outcomes(): readonly Outcome[]
  events(): readonly RunEvent[]
}

/** An empty ledger. */
export function ledger(): Ledger {
  const outcomes = new Map<string, Outcome>()
  const refused = new Map<string, Outcome>()
  const events: RunEvent[] = []
  return {
    record(outcome) {
      const key = keyOf(outcome)
      const before = outcomes.get(key)
      if (before?.decision === 'block' || (before === undefined && outcomes.size >= MAX_ENTRIES)) return
      outcomes.set(key, outcome)
    },
    refuseAddress: (url, outcome) => void refused.set(addressKey(url), outcome),
    refusedAddress: (url) => refused.get(addressKey(url)) ?? null,
    byDigest: (sha256) => outcomes.get(sha256) ?? null,
    event: (event) => void (events.length < MAX_ENTRIES && events.push(event)),
    outcomes: () => [...outcomes.values()],
    events: () => events,
  }
}

function keyOf(outcome: Outcome): string {
  const location = outcome.by === 'daemon' ? outcome.artifact.location : outcome.location
  return digestOf(outcome) ?? location
}
