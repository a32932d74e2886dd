import type { SubjectFile } from '../subject-file.ts'
import type { Statement } from '../pep740/index.ts'
import type { KnownPlainKey } from '../plain/index.ts'
import { readProvenance } from '../slsa/index.ts'
import { Unverified } from '../unverified.ts'
import type { EvidenceOrigin, Finding, RebuildFact, ReasonCode } from '../../verdict/index.ts'
import { checkRebuild } from './rebuild-statement.ts'

/** Findings about attestations, as they are called of a rebuild. */
const CODES: ReadonlyMap<ReasonCode, ReasonCode> = new Map([
  ['TC2110', 'TC2510'],
  ['TC2111', 'TC2511'],
  ['TC2112', 'TC2512'],
  ['TC2124', 'TC2512'],
  ['TC2113', 'TC2513'],
  ['TC2123', 'TC2514'],
  ['TC2121', 'TC2515'],
])

/** The word of a stranger, of a key that doesn't count, or of a rebuilder who got other bytes, is only none for this file. */
const NOT_BROKEN: ReadonlySet<ReasonCode> = new Set([
  'TC2511',
  'TC2514',
  'TC3501',
  'TC3502',
  'TC3503',
  'TC3504',
  'TC3505',
])

/** One fact for each key that signed. Throws `Unverified` as `checkRebuild` does. */
export function rebuildFacts(
  statement: Statement,
  signers: readonly KnownPlainKey[],
  artifact: SubjectFile,
  origin: EvidenceOrigin,
): readonly RebuildFact[] {
  checkRebuild(statement, artifact)
  const builder = readProvenance(statement.predicateType, statement.predicate)?.builder ?? null
  return signers.map(({ fingerprint, keyrings, owner }) => ({
    check: 'rebuild',
    result: 'ok',
    grade: 'identical',
    fingerprint: fingerprint.toUpperCase(),
    keyrings,
    owner,
    builder,
    origin,
  }))
}

/** The fact where a rebuilder's statement doesn't count. Throws on what is no `Unverified`. */
export function uncountedRebuild(error: unknown, origin: EvidenceOrigin): RebuildFact {
  if (!(error instanceof Unverified)) throw error
  const code = CODES.get(error.finding.code) ?? error.finding.code
  const finding: Finding = { ...error.finding, code }
  return { check: 'rebuild', result: NOT_BROKEN.has(code) ? 'missing' : 'invalid', finding, origin }
}
