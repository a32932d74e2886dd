import { canonicalJson, sha256Of } from '../../encoding/index.ts'

/** What of a TUF key its id is made of. */
export interface KeyMaterial {
  readonly keyType: string
  readonly scheme: string
  readonly public: string
}

/**
 * The id of a key in a directory: sha256 over its canonical form. TUF leaves ids to their makers; here they follow from the
 * key, so that one key can't be counted twice under two ids, and an introduction by ids is one by keys.
 */
export function keyIdOf({ keyType, scheme, public: text }: KeyMaterial): string {
  return sha256Of(Buffer.from(canonicalJson({ keytype: keyType, scheme, keyval: { public: text } })))
}

/** What an introduction speaks of: a root's version, its threshold and its keys. */
export interface RootIdentity {
  readonly version: number
  readonly threshold: number
  readonly keyIds: readonly string[]
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const CODE_BITS = 160
const CODE = /^([1-9][0-9]{0,5})-([A-Z2-7]{4}(?:-[A-Z2-7]{4}){7})$/

/**
 * The code by which a directory is introduced: the root's version, and 160 bits of the sha256 over version, threshold and
 * key ids, in base32 (RFC 4648 §6) by fours: short enough to be read out, too long to be met by another root.
 */
export function introductionOf({ version, threshold, keyIds }: RootIdentity): string {
  const digest = sha256Of(Buffer.from(canonicalJson([version, threshold, keyIds.toSorted()])))
  const bits = [...Buffer.from(digest, 'hex')].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const letters = bits.slice(0, CODE_BITS).match(/.{5}/g) ?? []
  const text = letters.map((five) => ALPHABET.charAt(Number.parseInt(five, 2))).join('')
  return `${version}-${(text.match(/.{4}/g) ?? []).join('-')}`
}

/** A code as a person types it, in its one form, with the version of the root that it is about; null where it is none. */
export function parseIntroduction(text: string): { readonly code: string; readonly version: number } | null {
  const code = text.trim().toUpperCase()
  const [, version] = CODE.exec(code) ?? []
  return version === undefined ? null : { code, version: Number(version) }
}
