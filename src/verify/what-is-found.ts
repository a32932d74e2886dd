import type { AttestationFact } from '../verdict/index.ts'
import type { Shown } from './key-bundle.ts'
import { predicateOf, type Statement } from './pep740/index.ts'
import { buildLevel, readProvenance } from './slsa/index.ts'

type Ok = Extract<AttestationFact, { readonly result: 'ok' }>

/** What a statement says. */
export type Said = Pick<Ok, 'predicate' | 'predicateType' | 'builder' | 'build'>
/** What a statement says and a signature proves. */
export type Found = Said & Omit<Shown, 'platform'>

/** What the statement says beside what the signature proves; of a SLSA provenance the level that follows from both. */
export function whatIsFound(statement: Statement, { platform, ...proven }: Shown): Found {
  const { predicateType, predicate } = statement
  const slsa = readProvenance(predicateType, predicate)
  const said = { predicate: predicateOf(statement), predicateType, builder: slsa?.builder ?? null }
  if (slsa === null) return { ...said, ...proven }
  const { buildType, source } = slsa
  return {
    ...said,
    build: { buildType, source, ...buildLevel(slsa, proven.publisher, platform) },
    ...proven,
  }
}
