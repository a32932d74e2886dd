import * as v from 'valibot'
import { EncodingError, parseJson } from '../../encoding/index.ts'
import type { DirectoryRole } from '../../sources/index.ts'
import { DirectoryError } from './directory-error.ts'

/** What people sign, draft by draft; snapshot and timestamp are made when it is published. */
export const DRAFT_ROLES = ['root', 'targets', 'keys', 'policy', 'revocations'] as const
export type DraftRole = (typeof DRAFT_ROLES)[number]

const LIMITS = { maxBytes: 512 * 1024, maxDepth: 16 }
const SPEC_VERSION = '1.0.31'

const KeyForm = v.looseObject({
  keytype: v.string(),
  scheme: v.string(),
  keyval: v.looseObject({ public: v.string() }),
  'x-pip-trust-person': v.string(),
})
const RoleForm = v.looseObject({ keyids: v.array(v.string()), threshold: v.number() })
const common = { _type: v.string(), spec_version: v.string(), version: v.number(), expires: v.string() }
const signatures = v.array(v.object({ keyid: v.string(), sig: v.string() }))

const RootForm = v.object({
  signatures,
  signed: v.looseObject({
    ...common,
    consistent_snapshot: v.boolean(),
    keys: v.record(v.string(), KeyForm),
    roles: v.object({ root: RoleForm, targets: RoleForm, snapshot: RoleForm, timestamp: RoleForm }),
  }),
})
const TargetsForm = v.object({
  signatures,
  signed: v.looseObject({
    ...common,
    targets: v.record(
      v.string(),
      v.looseObject({ length: v.number(), hashes: v.object({ sha256: v.string() }) }),
    ),
    delegations: v.optional(
      v.looseObject({
        keys: v.record(v.string(), KeyForm),
        roles: v.array(v.looseObject({ ...RoleForm.entries, name: v.string() })),
      }),
    ),
  }),
})

/** `root.json` (TUF §4.3). */
export type RootDocument = v.InferOutput<typeof RootForm>
/** `targets.json` or a delegated role's file (TUF §4.5). */
export type TargetsDocument = v.InferOutput<typeof TargetsForm>
/** A key as TUF writes it, with whose it is. */
export type KeyDocument = v.InferOutput<typeof KeyForm>

/** What a directory says, by role. */
export interface Documents extends Readonly<Record<'targets' | DirectoryRole, TargetsDocument>> {
  readonly root: RootDocument
}

/** Throws `DirectoryError` `malformed`. */
export function readRootDocument(label: string, bytes: Uint8Array): RootDocument {
  return readDocument(RootForm, label, bytes)
}

/** Throws `DirectoryError` `malformed`. */
export function readTargetsDocument(label: string, bytes: Uint8Array): TargetsDocument {
  return readDocument(TargetsForm, label, bytes)
}

/** The fields that every file has; no signature yet. */
export function newFields(type: 'root' | 'targets', version: number, expires: string) {
  return { _type: type, spec_version: SPEC_VERSION, version, expires }
}

export { SPEC_VERSION }

/** A document as the bytes of its file. */
export function documentBytes(document: object): Buffer {
  return Buffer.from(`${JSON.stringify(document, null, 1)}\n`)
}

/** An instant as TUF writes it; `at` in seconds. */
export function expiresText(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z`
}

function readDocument<Schema extends v.GenericSchema>(
  schema: Schema,
  label: string,
  bytes: Uint8Array,
): v.InferOutput<Schema> {
  try {
    return v.parse(schema, parseJson(bytes, LIMITS))
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new DirectoryError('malformed', {
      message: `\`${label}\` is no file of a key directory: ${cause.message}`,
      hint: 'trustctl directory verify',
      cause,
    })
  }
}
