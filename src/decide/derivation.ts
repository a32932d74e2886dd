import type { Artifact } from '../artifact/index.ts'
import type { Derivation, Store } from '../store/index.ts'
import type { DerivationFact } from '../verdict/index.ts'
import type { FileQuestion } from './file-question.ts'

export interface BuiltFrom {
  readonly fact: DerivationFact
  readonly derivation: Derivation | null
}

/**
 * Whether a wheel that pip built came from a judged source: for `derived`, one that the same run judged and did not
 * refuse; for `wheel-cache`, the one that is recorded for exactly these bytes. In both cases of the same project and version.
 */
export async function derivationOf(question: FileQuestion, store: Store): Promise<BuiltFrom> {
  const { artifact } = question
  const derivation =
    artifact.channel === 'derived'
      ? await builtInRun(question, store)
      : await store.derivation(artifact.sha256)
  if (artifact.kind !== 'wheel' || derivation === null) return unknown('nothing was recorded for these bytes')
  if (!sameProject(artifact, derivation.question.artifact))
    return unknown('its source is of another project or version')
  const { source, tainted } = derivation
  return { fact: { check: 'derivation', result: 'ok', from: source, tainted }, derivation }
}

/** The derivation that is to be recorded when the verdict allows it. */
async function builtInRun(
  { artifact, run, derivedFrom }: FileQuestion,
  store: Store,
): Promise<Derivation | null> {
  const judged = derivedFrom === null ? null : await store.judgedSource(run.id, derivedFrom)
  if (judged === null) return null
  const { source, question } = judged
  return { wheel: artifact.sha256, source, question, tainted: run.tainted }
}

/** A tree has no version of its own, and no project before its metadata is read. */
function sameProject(wheel: FileQuestion['artifact'], source: Artifact): boolean {
  if (!('version' in source)) return source.project === null || source.project === wheel.project
  return source.project === wheel.project && source.version === wheel.version
}

function unknown(found: string): BuiltFrom {
  const expected = 'a wheel that was built from a source that was judged'
  const finding = { code: 'TC1012', expected, found } as const
  return { fact: { check: 'derivation', result: 'invalid', finding, origin: null }, derivation: null }
}
