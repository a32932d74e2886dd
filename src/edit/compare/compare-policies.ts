import type { PolicyFile } from '../../policy/index.ts'
import type { Change } from './change.ts'
import { compareExceptions } from './compare-exceptions.ts'
import { compareIdentities } from './compare-identities.ts'
import { compareRules } from './compare-rules.ts'
import { compareSections } from './compare-sections.ts'

/**
 * What another policy changes, part by part, with what each change does to what is refused. Conservative: where every change is
 * `tightens` or `neutral`, no artifact fares better under `after` than under `before`. Both with their presets merged in.
 */
export function comparePolicies(before: PolicyFile, after: PolicyFile): readonly Change[] {
  return [
    ...compareSections(before, after),
    ...compareIdentities(before.identities, after.identities),
    ...compareRules(before, after),
    ...compareExceptions(before, after),
  ]
}
