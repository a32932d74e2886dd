import type { Metadata, Root, Targets } from '@tufjs/models'
import { keyIdOf } from '../directory/key-id.ts'
import { PERSON_FIELD } from '../directory/roles.ts'
import { TufError } from './tuf-error.ts'

type Keys = Root['keys']
type Roles = Readonly<Record<string, { readonly keyIDs: readonly string[] }>>

/**
 * Thresholds of a directory count people: no role has two keys of one person, and no key stands under an id that isn't its
 * own, by which it could be counted twice. Throws `TufError` `same-person`.
 */
export function checkPeople(label: string, { signed }: Pick<Metadata<Root | Targets>, 'signed'>): void {
  const { keys, roles } = partsOf(signed)
  for (const [id, key] of Object.entries(keys)) {
    const { keyType, scheme, keyVal } = key
    const own = keyIdOf({ keyType, scheme, public: keyVal['public'] ?? '' })
    if (own !== id) throw refused(`\`${label}\` calls a key ${id}: expected its own id, ${own}`)
  }
  for (const [name, { keyIDs }] of Object.entries(roles)) {
    const people = keyIDs.map((id) => personOf(keys, id))
    const twice = people.find((person, nth) => person === null || people.indexOf(person) < nth)
    if (twice === null)
      throw refused(`\`${label}\` has a key for the role \`${name}\` and does not say whose it is`)
    if (twice !== undefined)
      throw refused(
        `\`${label}\` has two keys of \`${twice}\` for the role \`${name}\`: expected one a person`,
      )
  }
}

function partsOf(signed: Root | Targets): { readonly keys: Keys; readonly roles: Roles } {
  if ('roles' in signed) return signed
  return { keys: signed.delegations?.keys ?? {}, roles: signed.delegations?.roles ?? {} }
}

/** Whose a key is; null where it doesn't say, or isn't there. */
function personOf(keys: Keys, id: string): string | null {
  const person = keys[id]?.unrecognizedFields?.[PERSON_FIELD]
  return typeof person === 'string' && /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/.test(person) ? person : null
}

function refused(message: string): TufError {
  return new TufError('same-person', {
    message,
    hint: 'ask whoever keeps the directory: trustctl directory verify',
  })
}
