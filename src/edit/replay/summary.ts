import type { ChangedArtifact, Replay } from './replay.ts'

/** How many artifacts fare otherwise, by what becomes of them. */
export interface ReplayCounts {
  readonly newlyBlocks: number
  readonly newlyAllows: number
  readonly newlyWarns: number
  readonly noLongerWarns: number
}

/** What becomes of an artifact: refused now, no longer refused, warned about now, no longer warned about. */
export type Outcome = keyof ReplayCounts

export interface ProjectChanges {
  readonly project: string | null
  readonly counts: ReplayCounts
  readonly artifacts: readonly ChangedArtifact[]
}

/** What becomes of one artifact. */
export function outcomeOf({ before, after }: ChangedArtifact): Outcome {
  if (after.decision === 'block') return 'newlyBlocks'
  if (before.decision === 'block') return 'newlyAllows'
  return after.decision === 'warn' ? 'newlyWarns' : 'noLongerWarns'
}

/** Totals. */
export function countChanges(changed: readonly ChangedArtifact[]): ReplayCounts {
  const count = (wanted: Outcome): number => changed.filter((each) => outcomeOf(each) === wanted).length
  return {
    newlyBlocks: count('newlyBlocks'),
    newlyAllows: count('newlyAllows'),
    newlyWarns: count('newlyWarns'),
    noLongerWarns: count('noLongerWarns'),
  }
}

/** By project, those with the most changes first. */
export function byProject({ changed }: Replay): readonly ProjectChanges[] {
  return [...Map.groupBy(changed, ({ project }) => project)]
    .map(([project, artifacts]) => ({ project, counts: countChanges(artifacts), artifacts }))
    .toSorted(
      (a, b) => b.artifacts.length - a.artifacts.length || (a.project ?? '').localeCompare(b.project ?? ''),
    )
}
