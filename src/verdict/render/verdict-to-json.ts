import type { Fact } from '../fact.ts'
import { REASONS } from '../reason-codes.ts'
import type { Verdict } from '../verdict.ts'
import type { Subject } from './artifact-text.ts'
import { publisherLine } from './publisher-text.ts'

/** A verdict for programs: `--json`, reports and audit entries. Nothing is escaped or cut; keys are only ever added. */
export interface VerdictJson extends Verdict {
  readonly artifact: Subject
  /** The code's name, e.g. `lost-provenance`. */
  readonly slug: string
  /** Who published it, as the first good attestation proves it: `GitHub pypa/sampleproject release.yml @ refs/heads/main`. */
  readonly publisher: string | null
}

/** The one shape in which a verdict leaves as JSON. */
export function verdictToJson({ verdict, artifact }: { verdict: Verdict; artifact: Subject }): VerdictJson {
  return { artifact, ...verdict, slug: REASONS[verdict.code].slug, publisher: publisherOf(verdict.facts) }
}

/** The publisher that the first good attestation names, in one line; null where there is none. */
export function publisherOf(facts: readonly Fact[]): string | null {
  const attested = facts.find((fact) => fact.check === 'attestation' && fact.result === 'ok')
  return attested?.check === 'attestation' && attested.result === 'ok'
    ? publisherLine(attested.publisher)
    : null
}
