import {
  canonicalJson,
  encodeBase64,
  sha256Of,
  type JsonObject,
  type JsonValue,
} from '../../encoding/index.ts'
import { parseWheelFilename } from '../../python/index.ts'
import { ReproduceError } from './reproduce-error.ts'
import type { Reproduction } from './reproduction.ts'

/** What signs statements; any key that `keyrings` can hold. */
export interface StatementSigner {
  /** Names the key to whoever verifies; the sha256 of its SubjectPublicKeyInfo, in hex. */
  readonly keyId: string
  readonly sign: (data: Uint8Array) => Promise<Uint8Array>
}

const REBUILD = 'https://docs.oss-rebuild.dev/builds/Rebuild@v0.1'
const PAYLOAD_TYPE = 'application/vnd.in-toto+json'

/**
 * States that a rebuild gave the published bytes, as `docs/reference/rebuilds.md` has it: OSS Rebuild's `Rebuild@v0.1` in
 * SLSA provenance v1 in an in-toto statement v1. Throws `ReproduceError` `statement` for any grade but `identical`.
 * @param builder an URI that says who rebuilt it
 */
export function rebuildStatement(reproduction: Reproduction, builder: string): JsonObject {
  const { published, grade, best } = reproduction
  const name = parseWheelFilename(published.filename)
  if (grade !== 'identical' || best === null || name === null)
    throw new ReproduceError('statement', {
      message: `only an identical rebuild is stated, and this one is graded \`${grade}\``,
    })
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: published.filename, digest: { sha256: sha256Of(published.bytes) } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: REBUILD,
        externalParameters: {
          ecosystem: 'pypi',
          package: name.project,
          version: name.version,
          artifact: published.filename,
        },
        internalParameters: surroundings(reproduction),
        resolvedDependencies: [...materials(reproduction)],
      },
      runDetails: { builder: { id: builder } },
    },
  }
}

/** Signs a statement: a DSSE envelope (DSSE v1.0.2) in canonical JSON. */
export async function signStatement(
  statement: JsonObject,
  { keyId, sign }: StatementSigner,
): Promise<string> {
  const payload = Buffer.from(canonicalJson(statement))
  const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.byteLength} `
  const sig = await sign(Buffer.concat([Buffer.from(head), payload]))
  return canonicalJson({
    payloadType: PAYLOAD_TYPE,
    payload: encodeBase64(payload),
    signatures: [{ keyid: keyId, sig: encodeBase64(sig) }],
  })
}

function surroundings({ best, isolation }: Reproduction): JsonObject {
  if (best === null) return {}
  const { attempt, tools } = best
  return {
    isolation,
    python: tools.python,
    asOf: tools.asOf,
    surroundings: attempt.kind,
    zoneSeconds: attempt.zoneSeconds,
    asOnWindows: attempt.asOnWindows,
    wheelTag: attempt.wheelTag,
  }
}

function materials({ source, best }: Reproduction): readonly JsonValue[] {
  const own =
    source.kind === 'git'
      ? { uri: `git+${source.remote ?? ''}`, digest: { gitCommit: source.commit } }
      : { name: source.filename, digest: { sha256: source.sha256 } }
  const tools = (best?.tools.wheels ?? []).map(({ filename, sha256 }) => ({
    name: filename,
    digest: { sha256 },
  }))
  return [own, ...tools]
}
