import type { DecisionRecord } from '../../../protocol/index.ts'
import type { CheckName, Decision } from '../../../verdict/index.ts'
import type { JobEntry, JobResults } from './job-entry.ts'

/** Takes what was recorded in a job, page by page and in any order. */
export interface ResultsCollector {
  decisions(records: readonly DecisionRecord[]): void
  /** Refusals that no daemon recorded. */
  refusals(entries: readonly JobEntry[]): void
  results(): JobResults
}

/** What counts as checked: an artifact once, however often it was decided about; the worst decision holds. */
export function collectResults(canaryRuns: readonly string[]): ResultsCollector {
  const canary = new Set(canaryRuns)
  const runs = new Set<string>()
  const entries = new Map<string, JobEntry>()
  const add = (entry: JobEntry): void => {
    const key = JSON.stringify([entry.sha256 ?? entry.location, entry.name])
    const before = entries.get(key)
    entries.set(key, before === undefined ? entry : worseOf(before, entry))
  }
  return {
    decisions: (records) => {
      for (const record of records) {
        if (canary.has(record.run.id)) continue
        runs.add(record.run.id)
        add(entryOf(record))
      }
    },
    refusals: (refused) => refused.forEach(add),
    results: () => {
      const all = [...entries.values()].toSorted(worstFirst)
      return { entries: all, runs: runs.size, counts: countsOf(all) }
    },
  }
}

function entryOf({ artifact, verdict }: DecisionRecord): JobEntry {
  const { decision, code, rule, exception, reasons, facts, ref } = verdict
  const { project, channel, location } = artifact
  return {
    isArtifact: true,
    decision,
    code,
    name: 'filename' in artifact ? artifact.filename : location,
    project,
    version: 'version' in artifact ? artifact.version : null,
    sha256: 'sha256' in artifact ? artifact.sha256 : null,
    channel,
    location,
    rule,
    exception,
    reasons,
    facts,
    ref,
    times: 1,
  }
}

const RANK: Readonly<Record<Decision, number>> = { block: 0, warn: 1, allow: 2 }

function worseOf(one: JobEntry, other: JobEntry): JobEntry {
  const worse = RANK[other.decision] < RANK[one.decision] ? other : one
  return { ...worse, times: one.times + other.times }
}

/** Refusals first, and among them what is broken before what is only not wanted: codes are numbered so. */
function worstFirst(one: JobEntry, other: JobEntry): number {
  return (
    RANK[one.decision] - RANK[other.decision] ||
    compare(one.code, other.code) ||
    compare(one.name, other.name) ||
    compare(one.sha256 ?? '', other.sha256 ?? '')
  )
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

const VOUCHING: ReadonlySet<CheckName> = new Set<CheckName>(['attestation', 'signature', 'derivation'])

function countsOf(entries: readonly JobEntry[]): JobResults['counts'] {
  const artifacts = entries.filter(({ isArtifact }) => isArtifact)
  const decided = (decision: Decision): readonly JobEntry[] =>
    artifacts.filter((entry) => entry.decision === decision)
  const allowed = decided('allow')
  const verified = allowed.filter(({ facts }) => facts.some(vouches)).length
  return {
    artifacts: artifacts.length,
    verified,
    warned: decided('warn').length,
    unsigned: allowed.length - verified,
    refused: decided('block').length,
  }
}

function vouches({ check, result }: JobEntry['facts'][number]): boolean {
  return result === 'ok' && VOUCHING.has(check)
}
