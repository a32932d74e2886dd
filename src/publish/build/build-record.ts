import * as v from 'valibot'
import { parseJson } from '../../encoding/index.ts'
import { BuildError } from './build-error.ts'

const MAX_RECORD_BYTES = 4 * 1024 * 1024
const LIMITS = { maxBytes: MAX_RECORD_BYTES, maxDepth: 8 } as const

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const text = v.pipe(v.string(), v.maxLength(4096))
const time = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/))
const variables = v.record(text, text)

const source = v.variant('kind', [
  v.strictObject({
    kind: v.literal('git'),
    remote: v.nullable(text),
    commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/)),
    tag: v.nullable(text),
    subfolder: text,
  }),
  v.strictObject({ kind: v.literal('sdist'), filename: text, sha256 }),
])

/** The form of `NAME-VERSION.buildinfo.json`: what was built from what, with what and how; enough to build it again. */
export const buildRecordSchema = v.strictObject({
  formatVersion: v.literal(1),
  buildId: text,
  startedAt: time,
  finishedAt: time,
  builder: v.strictObject({ name: text, version: text }),
  source,
  /** Seconds since the epoch: SOURCE_DATE_EPOCH, and the time of every file. */
  epochSeconds: v.pipe(v.number(), v.integer(), v.minValue(0)),
  interpreter: v.strictObject({ implementation: text, version: text, platform: text }),
  backend: text,
  /** The whole lock, as it was used. */
  lock: v.pipe(v.string(), v.maxLength(1024 * 1024)),
  materials: v.array(v.strictObject({ name: text, version: text, filename: text, sha256 })),
  tools: v.array(v.strictObject({ name: text, version: text })),
  isolation: v.strictObject({
    kind: v.picklist(['bubblewrap', 'unshare', 'folders']),
    network: v.picklist(['none', 'open']),
    words: text,
    room: text,
  }),
  /** What the person asked for beside the fixed variables. */
  settings: variables,
  variables,
  environment: variables,
  outputs: v.array(
    v.strictObject({
      kind: v.picklist(['sdist', 'wheel']),
      filename: text,
      size: v.pipe(v.number(), v.integer(), v.minValue(0)),
      sha256,
      rawSha256: sha256,
    }),
  ),
  /** Null where it was built once. */
  repeated: v.nullable(
    v.strictObject({
      identical: v.boolean(),
      varied: v.array(text),
      notVaried: v.array(v.strictObject({ what: text, why: text })),
    }),
  ),
})

export type BuildRecord = v.InferOutput<typeof buildRecordSchema>

/** Reads a build record. Throws `BuildError` `source` for what is none. */
export function parseBuildRecord(bytes: Uint8Array): BuildRecord {
  const parsed = v.safeParse(buildRecordSchema, parseJson(bytes, LIMITS))
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new BuildError('source', {
    message: `expected a build record and found something else: ${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`,
  })
}
