import type { FileArtifact } from '../artifact/index.ts'
import type { DecisionRecord } from '../protocol/index.ts'
import { compareVersions } from '../python/index.ts'
import type { Target } from './target.ts'

/** A decision about a file, which an exception can be bound to by its digest. */
export interface FileDecision extends DecisionRecord {
  readonly artifact: FileArtifact
}

/** Whether a decision is about the target; those about trees, which have no digest, are too. */
export function isAbout({ artifact, verdict }: DecisionRecord, target: Target): boolean {
  if (target.kind === 'ref') return verdict.ref === target.ref
  if (artifact.project !== target.project) return false
  return target.version === null || ('version' in artifact && isVersion(artifact, target.version))
}

function isVersion({ version }: FileArtifact, wanted: FileArtifact['version']): boolean {
  return compareVersions(version, wanted) === 0
}

/**
 * The files of the newest release that the last run refused, or where it refused none warned of, among decisions about the
 * target (newest first). Of a file that was decided about more than once, the newest decision.
 */
export function lastRefused(records: readonly DecisionRecord[]): readonly FileDecision[] {
  const wanting = records.filter(isFile).filter(({ verdict }) => verdict.decision !== 'allow')
  const [newest] = wanting
  const ofRun = wanting.filter(({ run }) => run.id === newest?.run.id)
  const blocked = ofRun.filter(({ verdict }) => verdict.decision === 'block')
  const worst = blocked.length > 0 ? blocked : ofRun
  const [release] = worst.toSorted((a, b) => compareVersions(b.artifact.version, a.artifact.version))
  const ofRelease = worst.filter(({ artifact }) => artifact.version === release?.artifact.version)
  return Array.from(
    Map.groupBy(ofRelease, ({ artifact }) => artifact.sha256).values(),
    ([first]) => first,
  ).filter((each) => each !== undefined)
}

function isFile(record: DecisionRecord): record is FileDecision {
  return 'sha256' in record.artifact
}
