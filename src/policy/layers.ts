import type { IndexRef } from '../artifact/index.ts'
import type { ProjectName } from '../python/index.ts'
import type { DatedListing, Decision, PageDenial, Run, Withheld } from '../verdict/index.ts'
import { evaluate, type Evaluation, type PolicyQuestion } from './evaluate/index.ts'
import type { Policy } from './policy.ts'

/** Policies that hold together, from the widest to the narrowest: the machine's, the team's, the user's. At least one. */
export type Layers = readonly [Policy, ...Policy[]]

/** A project's page that is about to be asked for. */
export interface PageSubject {
  readonly project: ProjectName
  readonly index: IndexRef
  readonly context: Run['context']
  /** URLs of the indexes on which this machine has seen the project. */
  readonly seenOn: readonly string[]
}

const ORDER: readonly Decision[] = ['allow', 'warn', 'block']

/** Each layer decides alone, and the strictest decision wins: a lower layer can only tighten. `now` in seconds, UTC. */
export function evaluateLayers(question: PolicyQuestion, layers: Layers, now: number): Evaluation {
  const [first, ...rest] = layers
  return rest
    .map((policy) => evaluate(question, policy, now))
    .reduce(
      (strictest, next) =>
        ORDER.indexOf(next.decision) > ORDER.indexOf(strictest.decision) ? next : strictest,
      evaluate(question, first, now),
    )
}

/** The files that a page is to be given without, because they are too young; by release. */
export function withhold(
  _listing: DatedListing,
  _context: Run['context'],
  _layers: Layers,
  _now: number,
): readonly Withheld[] {
  return []
}

/** Why an index must not be asked about a project, or null: a rule denies its files from there, or the name is private. */
export function pageDenial(_subject: PageSubject, _layers: Layers): PageDenial | null {
  return null
}

/** URLs of the indexes that some layer calls private. */
export function privateIndexes(_layers: Layers): readonly string[] {
  return []
}
