import * as v from 'valibot'
import { stringify } from 'yaml'
import { DIRECTORY_ROLES } from '../roles.ts'
import { readYamlFile } from './yaml-file.ts'

/** The id of a person, a keyring or a policy. */
export const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/

/** What a person may do in a directory, in the words that people use: `root` signs who may do what. */
export const PERSON_ROLES = ['root', ...DIRECTORY_ROLES, 'publish'] as const
export type PersonRole = (typeof PERSON_ROLES)[number]

const Person = v.strictObject({
  format: v.literal(1),
  name: v.pipe(v.string(), v.regex(NAME)),
  /** `Dana <dana@acme.example>`: policies count people by the address. */
  contact: v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.regex(/^[^\p{Cc}\p{Cf}]+$/u)),
  roles: v.pipe(v.array(v.picklist(PERSON_ROLES)), v.maxLength(PERSON_ROLES.length)),
  /** Of the key with which the person signs the directory's files. */
  keyId: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
})

/** `keys/people/dana.yaml`: a person, for people to read; who may sign what, TUF's own metadata says. */
export type Person = v.InferOutput<typeof Person>

/** Throws `SourcesError` `directory`. */
export function readPerson(path: string, bytes: Uint8Array): Person {
  return readYamlFile(Person, path, bytes)
}

/** The text of the file, the same for the same person. */
export function personText({ format, name, contact, roles, keyId }: Person): string {
  return stringify({ format, name, contact, roles, keyId }, { lineWidth: 0 })
}
