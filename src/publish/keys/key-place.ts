import * as v from 'valibot'
import { canonicalJson, EncodingError, parseJson } from '../../encoding/index.ts'
import { KeysError } from './keys-error.ts'

const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))

const Place = v.variant('kind', [
  /** Sealed in a file beside the record. */
  v.strictObject({ kind: v.literal('file') }),
  v.strictObject({ kind: v.literal('ssh-agent') }),
  v.strictObject({ kind: v.literal('gpg-agent') }),
  /** RFC 7512, and the module that speaks to the token. */
  v.strictObject({ kind: v.literal('pkcs11'), uri: Text, module: Text }),
  /** A variable that holds the key in PEM: for CI. */
  v.strictObject({
    kind: v.literal('environment'),
    name: v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]{0,99}$/)),
  }),
])

/** Where the private half of a key is. */
export type KeyPlace = v.InferOutput<typeof Place>

export const MAX_PLACE_BYTES = 16 * 1024

/** Throws `KeysError` `key-file`. */
export function parseKeyPlace(bytes: Uint8Array, file: string): KeyPlace {
  try {
    return v.parse(Place, parseJson(bytes, { maxBytes: MAX_PLACE_BYTES, maxDepth: 2 }))
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    const message = `\`${file}\` does not say where the private key is: ${cause.message}`
    throw new KeysError('key-file', { message, hint: 'trustctl keys import --signing --help', cause })
  }
}

export function keyPlaceText(place: KeyPlace): string {
  return `${canonicalJson(place)}\n`
}

/** For a person: where a private key is. */
export function placeText(place: KeyPlace): string {
  switch (place.kind) {
    case 'file':
      return 'encrypted file'
    case 'ssh-agent':
    case 'gpg-agent':
      return place.kind
    case 'pkcs11':
      return `token ${place.uri}`
    case 'environment':
      return `variable ${place.name}`
  }
}
