import * as v from 'valibot'
import type { SubjectFile } from '../subject-file.ts'
import { checkSubject, isSameDistribution, type Statement } from '../pep740/index.ts'
import { expect } from '../unverified.ts'

const SLSA_V1 = 'https://slsa.dev/provenance/v1'
/** OSS Rebuild's build type: «this is what I got from the source» (google/oss-rebuild docs/builds/Rebuild@v0.1). */
const REBUILD = 'https://docs.oss-rebuild.dev/builds/Rebuild@v0.1'
/** How OSS Rebuild marks that the subject is its own product. */
const PREFIX = 'rebuild/'

const BuildType = v.object({ buildDefinition: v.object({ buildType: v.literal(REBUILD) }) })
const Named = v.object({
  buildDefinition: v.object({ externalParameters: v.object({ artifact: v.optional(v.string()) }) }),
})

/** Whether the statement is about a rebuild, by its predicate. */
export function isRebuild({ predicateType, predicate }: Statement): boolean {
  return predicateType === SLSA_V1 && v.is(BuildType, predicate)
}

/**
 * That the statement says «I rebuilt this file and got these bytes». Throws `Unverified`: TC2121 for another statement,
 * TC2110, TC2112 for another file, TC2111 for other bytes.
 */
export function checkRebuild(statement: Statement, artifact: SubjectFile): void {
  const { predicateType, subject } = statement
  expect(isRebuild(statement), 'TC2121', `${SLSA_V1} of ${REBUILD}`, predicateType.slice(0, 200))
  const named = v.safeParse(Named, statement.predicate)
  expect(named.success, 'TC2110', '`externalParameters`', 'none in their form')
  const { filename } = artifact
  const { artifact: name = filename } = named.output.buildDefinition.externalParameters
  if (filename !== null && name !== null)
    expect(isSameDistribution(name, filename), 'TC2112', filename, name.slice(0, 200))
  const own = subject.map((each) => ({ ...each, name: withoutPrefix(each.name) }))
  checkSubject({ ...statement, subject: own }, artifact)
}

function withoutPrefix(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name
}
