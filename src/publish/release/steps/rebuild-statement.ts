import { canonicalJson, sha256Of, type JsonObject, type JsonValue } from '../../../encoding/index.ts'
import { parseSdistFilename, parseWheelFilename } from '../../../python/index.ts'
import type { BuildRecord } from '../../build/index.ts'
import type { ReleaseFile, StepRecord } from '../chain/index.ts'

const REBUILD = 'https://docs.oss-rebuild.dev/builds/Rebuild@v0.1'

/**
 * States that a second build gave this file's bytes, as `docs/reference/rebuilds.md` has it: `Rebuild@v0.1` in SLSA provenance
 * v1 in an in-toto statement v1, in canonical JSON.
 * @param builder an URI that says who rebuilt it
 * @param found what the step `reproduce` found
 */
export function ownRebuildStatement(
  { name, bytes }: ReleaseFile,
  record: BuildRecord,
  found: StepRecord['says'],
  builder: string,
): Buffer {
  const parsed = parseWheelFilename(name) ?? parseSdistFilename(name)
  const statement: JsonObject = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: sha256Of(bytes) } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: REBUILD,
        externalParameters: {
          ecosystem: 'pypi',
          package: parsed?.project ?? '',
          version: parsed?.version ?? '',
          artifact: name,
        },
        internalParameters: { found: [...found], python: record.interpreter.version },
        resolvedDependencies: [...materials(record)],
      },
      runDetails: { builder: { id: builder } },
    },
  }
  return Buffer.from(canonicalJson(statement))
}

function materials({ source, materials: tools }: BuildRecord): readonly JsonValue[] {
  const own =
    source.kind === 'git'
      ? { uri: `git+${source.remote ?? ''}`, digest: { gitCommit: source.commit } }
      : { name: source.filename, digest: { sha256: source.sha256 } }
  return [own, ...tools.map(({ filename, sha256 }) => ({ name: filename, digest: { sha256 } }))]
}
