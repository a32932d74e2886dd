import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { EncodingError, parseJson, type JsonValue } from '../../encoding/index.ts'
import { FilesError, readFileBounded } from '../../files/index.ts'
import type { SignedArtifact } from './artifact.ts'
import { IN_TOTO } from './envelope.ts'
import { SignError } from './sign-error.ts'

export const MAX_RECORD_BYTES = 4 * 1024 * 1024
const MAX_DEPTH = 24
/** A folder of a release has some files; nobody reads thousands to find one. */
export const MAX_FILES = 1000
const SLSA = 'https://slsa.dev/provenance/v1'
const ENDINGS = [
  '.buildinfo.json',
  '.slsa.json',
  '.provenance.json',
  '.intoto.json',
  '.rebuild.json',
] as const

/** `trustctl build`'s record, as far as it names what was built. */
const BuildInfo = v.looseObject({
  outputs: v.array(v.looseObject({ filename: v.string(), sha256: v.string() })),
})
const Envelope = v.looseObject({ payload: v.string(), payloadType: v.literal(IN_TOTO) })
const Statement = v.looseObject({
  _type: v.literal('https://in-toto.io/Statement/v1'),
  subject: v.array(v.looseObject({ name: v.string(), digest: v.record(v.string(), v.string()) })),
  /** Of a build or a rebuild: a bill of materials names artifacts too, and says of none that it was built here. */
  predicateType: v.literal(SLSA),
  predicate: v.custom<JsonValue>((value) => value !== undefined),
})

/** What stands beside an artifact and says how it was built. */
export interface BuildEvidence {
  /** Files that name it by its digest. */
  readonly files: readonly string[]
  /** SLSA provenance v1 about it; null where there is none. */
  readonly provenance: JsonValue | null
}

/**
 * The build records, provenance and rebuilds beside an artifact that are about these very bytes. Throws `SignError` `record`
 * where one is of this file's name and of other bytes: then it isn't what was built.
 */
export async function buildEvidence(artifact: SignedArtifact): Promise<BuildEvidence> {
  const folder = dirname(artifact.path)
  const names = (await readdir(folder)).filter((name) => ENDINGS.some((ending) => name.endsWith(ending)))
  if (names.length > MAX_FILES) {
    const message = `${names.length} records lie in \`${folder}\`; expected at most ${MAX_FILES}`
    throw new SignError('record', { message, hint: 'sign in the folder of one release' })
  }
  const files: string[] = []
  let provenance: JsonValue | null = null
  for (const name of names.toSorted()) {
    const about = await readRecord(join(folder, name), artifact)
    if (about === null) continue
    files.push(name)
    provenance ??= about.provenance
  }
  return { files, provenance }
}

async function readRecord(
  path: string,
  artifact: SignedArtifact,
): Promise<Pick<BuildEvidence, 'provenance'> | null> {
  const value = unwrapped(await readJson(path))
  const info = v.safeParse(BuildInfo, value)
  if (info.success) return isAbout(info.output.outputs, artifact, path) ? { provenance: null } : null
  const read = v.safeParse(Statement, value)
  if (!read.success) return null
  const { subject, predicate } = read.output
  const named = subject.map(({ name, digest }) => ({ filename: name, sha256: digest['sha256'] ?? '' }))
  if (!isAbout(named, artifact, path)) return null
  return { provenance: predicate }
}

function isAbout(
  outputs: readonly { readonly filename: string; readonly sha256: string }[],
  { name, sha256 }: SignedArtifact,
  path: string,
): boolean {
  const named = outputs.filter(({ filename }) => filename === name)
  const other = named.find((each) => each.sha256 !== sha256)
  if (other !== undefined) {
    throw new SignError('record', {
      message: `\`${name}\` is not what was built: \`${path}\` names sha256 ${other.sha256.slice(0, 64)}, and it has ${sha256}`,
      hint: 'trustctl build',
    })
  }
  return named.length > 0
}

/** What a signed statement says, such as a rebuilder's: whoever signed it. */
function unwrapped(value: JsonValue): JsonValue {
  const envelope = v.safeParse(Envelope, value)
  return envelope.success ? jsonIn(Buffer.from(envelope.output.payload, 'base64')) : value
}

function jsonIn(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes, { maxBytes: MAX_RECORD_BYTES, maxDepth: MAX_DEPTH })
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}

/** Null for what is no JSON, or too large: it is no record. */
async function readJson(path: string): Promise<JsonValue> {
  try {
    return jsonIn(await readFileBounded(path, { maxBytes: MAX_RECORD_BYTES }))
  } catch (error) {
    if (error instanceof FilesError) return null
    throw error
  }
}
