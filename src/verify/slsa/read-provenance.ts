import * as v from 'valibot'
import type { BuildSource } from '../../verdict/index.ts'

export const SLSA_V02 = 'https://slsa.dev/provenance/v0.2'
export const SLSA_V1 = 'https://slsa.dev/provenance/v1'
const MAX_BUILDER_LENGTH = 1024
const MAX_TEXT_LENGTH = 2048

/** What a SLSA provenance says: all of it the signer's word. */
export interface SlsaProvenance {
  readonly builder: string
  readonly buildType: string
  /** Null where it names no source in a form that is known. */
  readonly source: BuildSource | null
}

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_TEXT_LENGTH))
const Builder = v.object({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_BUILDER_LENGTH)) })
/** Both name what the build was of by a type, without which a builder's word can't be understood. */
const Slsa02 = v.object({ builder: Builder, buildType: text })
const Slsa1 = v.object({
  buildDefinition: v.object({ buildType: text }),
  runDetails: v.object({ builder: Builder }),
})

const Source = v.object({ uri: text, digest: v.record(v.string(), text) })
const Sources02 = v.object({ invocation: v.object({ configSource: Source }) })
const Sources1 = v.object({
  buildDefinition: v.object({ resolvedDependencies: v.array(v.unknown()) }),
})

/**
 * What a SLSA provenance says (v0.2: `builder.id`, `buildType`, `invocation.configSource`; v1.0: `runDetails.builder.id`,
 * `buildDefinition.buildType` and the first of `resolvedDependencies` that has a commit). Null for other predicates, and
 * for one that is not in its form: then nobody said who built it.
 */
export function readProvenance(predicateType: string, predicate: unknown): SlsaProvenance | null {
  switch (predicateType) {
    case SLSA_V02: {
      const read = v.safeParse(Slsa02, predicate)
      if (!read.success) return null
      const { builder, buildType } = read.output
      return { builder: builder.id, buildType, source: source02(predicate) }
    }
    case SLSA_V1: {
      const read = v.safeParse(Slsa1, predicate)
      if (!read.success) return null
      const { buildDefinition, runDetails } = read.output
      return {
        builder: runDetails.builder.id,
        buildType: buildDefinition.buildType,
        source: source1(predicate),
      }
    }
    default:
      return null
  }
}

function source02(predicate: unknown): BuildSource | null {
  const read = v.safeParse(Sources02, predicate)
  return read.success ? toSource(read.output.invocation.configSource) : null
}

function source1(predicate: unknown): BuildSource | null {
  const read = v.safeParse(Sources1, predicate)
  if (!read.success) return null
  for (const each of read.output.buildDefinition.resolvedDependencies) {
    const dependency = v.safeParse(Source, each)
    const source = dependency.success ? toSource(dependency.output) : null
    if (source?.commit != null) return source
  }
  return null
}

/** `git+https://github.com/acme/pay@refs/tags/v1`: what stands before the ref, as certificates write it. */
function toSource({ uri, digest }: v.InferOutput<typeof Source>): BuildSource {
  const [repository = ''] = uri.replace(/^git\+/, '').split('@')
  const commit = digest['gitCommit'] ?? digest['sha1'] ?? null
  return { repository: repository.replace(/\.git$/, ''), commit }
}
