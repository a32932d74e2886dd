import type { JsonObject } from '../../encoding/index.ts'
import type { BuildRecord } from './build-record.ts'

/** What `buildType` stands for: docs/how-to/deterministic-builds.md. */
export const BUILD_TYPE = 'urn:pip-trust:build:v1'

/** The record as an in-toto statement v1 with SLSA provenance v1, not signed. `recordSha256` is that of the record’s file. */
export function provenanceOf(record: BuildRecord, recordName: string, recordSha256: string): JsonObject {
  const { source, interpreter, builder, tools } = record
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: record.outputs.map(({ filename, sha256 }) => ({ name: filename, digest: { sha256 } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          source: { ...source },
          outputs: record.outputs.map(({ kind }) => kind),
          settings: record.settings,
          variables: record.variables,
        },
        internalParameters: {
          sourceDateEpoch: record.epochSeconds,
          backend: record.backend,
          interpreter,
          isolation: record.isolation,
          environment: record.environment,
          tools,
        },
        resolvedDependencies: [
          sourceDependency(source),
          ...record.materials.map(({ name, version, filename, sha256 }) => {
            return { uri: `pkg:pypi/${name}@${version}`, name: filename, digest: { sha256 } }
          }),
        ],
      },
      runDetails: {
        builder: { id: 'urn:pip-trust:trustctl-build', version: { [builder.name]: builder.version } },
        metadata: {
          invocationId: record.buildId,
          startedOn: record.startedAt,
          finishedOn: record.finishedAt,
        },
        byproducts: [{ name: recordName, digest: { sha256: recordSha256 } }],
      },
    },
  }
}

/** A ResourceDescriptor of in-toto; a repository without a remote has no address. */
export function sourceDependency(source: BuildRecord['source']): JsonObject {
  if (source.kind === 'sdist') return { name: source.filename, digest: { sha256: source.sha256 } }
  const { remote, tag, commit } = source
  const digest = { gitCommit: commit }
  if (remote === null) return { name: 'source', digest }
  return { uri: `git+${remote}${tag === null ? '' : `@refs/tags/${tag}`}`, digest }
}
