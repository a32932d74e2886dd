import * as v from 'valibot'
import { stringify } from 'yaml'
import { KEY_PURPOSES } from '../../../trust/index.ts'
import { NAME } from './person-file.ts'
import { readYamlFile } from './yaml-file.ts'

const MAX_PEOPLE = 500
const MAX_CAS = 64

const KeyringFile = v.strictObject({
  format: v.literal(1),
  name: v.pipe(v.string(), v.regex(NAME)),
  /** Whose keys are in it. */
  people: v.pipe(v.array(v.pipe(v.string(), v.regex(NAME))), v.maxLength(MAX_PEOPLE)),
  /** Which of their keys: those for one of these purposes. */
  purpose: v.optional(v.pipe(v.array(v.picklist(KEY_PURPOSES)), v.minLength(1)), () => ['release' as const]),
  /** CAs whose signers count, by the sha256 of their certificates. */
  authorities: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^[0-9A-F]{64}$/))), v.maxLength(MAX_CAS)),
    () => [],
  ),
})

/** `keyrings/acme-release.yaml`: whose keys policies mean by its name. How many must sign, and for what, policies say. */
export type KeyringFile = v.InferOutput<typeof KeyringFile>

/** Throws `SourcesError` `directory`. */
export function readKeyringFile(path: string, bytes: Uint8Array): KeyringFile {
  return readYamlFile(KeyringFile, path, bytes)
}

/** The text of the file, the same for the same keyring. */
export function keyringText({ format, name, people, purpose, authorities }: KeyringFile): string {
  return stringify({ format, name, people, purpose, authorities }, { lineWidth: 0 })
}
