import { sha256Of, type JsonObject } from '../../encoding/index.ts'
import { parseSdistFilename, parseWheelFilename } from '../../python/index.ts'
import { sourceDependency } from '../build/index.ts'
import { statementBytes } from '../sign/index.ts'
import { ReproduceError } from './reproduce-error.ts'
import type { Reproduction } from './reproduction.ts'

const PROVENANCE = 'https://slsa.dev/provenance/v1'
const REBUILD = 'https://docs.oss-rebuild.dev/builds/Rebuild@v0.1'

/** Which file was rebuilt to the byte, from what, and how. */
export interface Rebuilt {
  readonly filename: string
  readonly bytes: Uint8Array
  readonly source: Reproduction['source']
  readonly tools: readonly { readonly filename: string; readonly sha256: string }[]
  readonly surroundings: JsonObject
}

/**
 * States that a rebuild gave these bytes, as `docs/reference/rebuilds.md` has it: OSS Rebuild's `Rebuild@v0.1` in SLSA
 * provenance v1 in an in-toto statement v1; canonical JSON, for `signEnvelope`. Throws `ReproduceError` `statement` for what is
 * no file of a release.
 * @param builder an URI that says who rebuilt it
 */
export function statementOf(
  { filename, bytes, source, tools, surroundings }: Rebuilt,
  builder: string,
): Uint8Array {
  const name = parseWheelFilename(filename) ?? parseSdistFilename(filename)
  if (name === null)
    throw new ReproduceError('statement', { message: `\`${filename}\` is no file of a release` })
  return statementBytes({ name: filename, sha256: sha256Of(bytes) }, PROVENANCE, {
    buildDefinition: {
      buildType: REBUILD,
      externalParameters: {
        ecosystem: 'pypi',
        package: name.project,
        version: name.version,
        artifact: filename,
      },
      internalParameters: surroundings,
      resolvedDependencies: [sourceDependency(source), ...tools.map(toolOf)],
    },
    runDetails: { builder: { id: builder } },
  })
}

/** The same of a published file. Throws `ReproduceError` `statement` for any grade but `identical`. */
export function rebuildStatement(reproduction: Reproduction, builder: string): Uint8Array {
  const { published, source, grade, best, isolation } = reproduction
  if (grade !== 'identical' || best === null)
    throw new ReproduceError('statement', {
      message: `only an identical rebuild is stated, and this one is graded \`${grade}\``,
    })
  const { attempt, tools } = best
  const surroundings = {
    isolation,
    python: tools.python,
    asOf: tools.asOf,
    surroundings: attempt.kind,
    zoneSeconds: attempt.zoneSeconds,
    asOnWindows: attempt.asOnWindows,
    wheelTag: attempt.wheelTag,
  }
  const { filename, bytes } = published
  return statementOf({ filename, bytes, source, tools: tools.wheels, surroundings }, builder)
}

function toolOf({ filename, sha256 }: Rebuilt['tools'][number]): JsonObject {
  return { name: filename, digest: { sha256 } }
}
