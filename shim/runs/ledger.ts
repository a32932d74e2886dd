import { compareVersions, type Version } from '../../src/python/index.ts'
import type { ReasonCode, Withheld } from '../../src/verdict/index.ts'
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

/** What was kept out of a project's pages, and what pip did with other releases. */
export interface WithheldProject {
  readonly project: string
  readonly releases: readonly Withheld[]
  /** Files of these were let through. */
  readonly taken: readonly Version[]
  /** These were looked at: pip asked for a file or for its metadata. */
  readonly touched: readonly Version[]
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
  /** Notes what was kept out of a project's page. */
  withhold(project: string, releases: readonly Withheld[]): void
  /** Projects with what was kept out of their pages, the newest first. */
  withheld(): readonly WithheldProject[]
  /** Notes that pip asked for a file of a project, or for its metadata. */
  touch(project: string, version: Version): void
  event(event: RunEvent): void
  outcomes(): readonly Outcome[]
  events(): readonly RunEvent[]
}

/** An empty ledger. */
export function ledger(): Ledger {
  const outcomes = new Map<string, Outcome>()
  const refused = new Map<string, Outcome>()
  const events: RunEvent[] = []
  const withheld = new Map<string, Map<string, Withheld>>()
  const touched = new Map<string, Set<Version>>()
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
    withhold(project, releases) {
      const known = withheld.get(project) ?? new Map<string, Withheld>()
      for (const release of releases) known.set(release.version, release)
      withheld.set(project, known)
    },
    withheld: () =>
      [...withheld].map(([project, releases]) => ({
        project,
        releases: [...releases.values()].toSorted((a, b) => compareVersions(b.version, a.version)),
        taken: takenOf(project, [...outcomes.values()]),
        touched: [...(touched.get(project) ?? [])],
      })),
    touch(project, version) {
      const versions = touched.get(project) ?? new Set<Version>()
      if (versions.size < MAX_ENTRIES) touched.set(project, versions.add(version))
    },
    event: (event) => void (events.length < MAX_ENTRIES && events.push(event)),
    outcomes: () => [...outcomes.values()],
    events: () => events,
  }
}

function takenOf(project: string, outcomes: readonly Outcome[]): readonly Version[] {
  const versions = outcomes.flatMap((outcome) => {
    if (outcome.by !== 'daemon' || outcome.decision === 'block') return []
    const { artifact } = outcome
    return 'version' in artifact && artifact.project === project ? [artifact.version] : []
  })
  return [...new Set(versions)]
}

function keyOf(outcome: Outcome): string {
  const location = outcome.by === 'daemon' ? outcome.artifact.location : outcome.location
  return digestOf(outcome) ?? location
}
