import { type CheckName, type Fact, publisherOf } from '../../src/verdict/index.ts'
import type { ReportedArtifact, RunReport } from './api.ts'
import { codeOf, digestOf, type Judged, type LocalRefusal, type Outcome } from './outcome.ts'
import type { OpenRun } from './run.ts'
import { reportedWithheld } from './withheld-lines.ts'

/** How a person would count one artifact. */
type Tally = 'verified' | 'warned' | 'unsigned' | 'refused'

/** `verified` only where an attestation or a signature verified, or where the bytes derive from a judged source. */
function tallyOf(outcome: Outcome): Tally {
  if (outcome.decision === 'block') return 'refused'
  if (outcome.decision === 'warn') return 'warned'
  return outcome.by === 'daemon' && outcome.verdict.facts.some(vouches) ? 'verified' : 'unsigned'
}

const VOUCHING: ReadonlySet<CheckName> = new Set<CheckName>(['attestation', 'signature', 'derivation'])

const vouches = ({ check, result }: Fact): boolean => result === 'ok' && VOUCHING.has(check)

/** What a run did, for `PIP_TRUST_REPORT`. */
export function reportOf(
  run: OpenRun,
  exitCode: number,
  policyInForce: { readonly name: string; readonly version: number; readonly digest: string } | null,
): RunReport {
  const outcomes = run.ledger.outcomes()
  return {
    version: 1,
    run: run.id,
    exitCode,
    policy: policyInForce,
    artifacts: outcomes.map(reported),
    counts: countsOf(outcomes),
    withheld: reportedWithheld(run.ledger.withheld(), exitCode),
    events: run.ledger.events(),
  }
}

/** The numbers of the last line. */
function countsOf(outcomes: readonly Outcome[]): RunReport['counts'] {
  const count = (tally: Tally): number => outcomes.filter((outcome) => tallyOf(outcome) === tally).length
  return {
    artifacts: outcomes.length,
    verified: count('verified'),
    warned: count('warned'),
    unsigned: count('unsigned'),
    refused: count('refused'),
    fromCache: outcomes.filter((outcome) => outcome.by === 'daemon' && outcome.verdict.fromCache).length,
  }
}

function reported(outcome: Outcome): ReportedArtifact {
  const common = { decision: outcome.decision, code: codeOf(outcome), sha256: digestOf(outcome) }
  return outcome.by === 'daemon' ? { ...common, ...ofVerdict(outcome) } : { ...common, ...ofRefusal(outcome) }
}

type Rest = Omit<ReportedArtifact, 'decision' | 'code' | 'sha256'>

function ofVerdict({ artifact, verdict }: Judged): Rest {
  return {
    project: artifact.project,
    version: 'version' in artifact ? artifact.version : null,
    filename: 'filename' in artifact ? artifact.filename : null,
    channel: artifact.channel,
    location: artifact.location,
    ref: verdict.ref,
    facts: verdict.facts,
    publisher: publisherOf(verdict.facts),
    fromCache: verdict.fromCache,
  }
}

function ofRefusal({ name, channel, location }: LocalRefusal): Rest {
  const unknown = { project: null, version: null, ref: null, publisher: null, fromCache: false }
  return { ...unknown, filename: name, channel, location, facts: [] }
}
