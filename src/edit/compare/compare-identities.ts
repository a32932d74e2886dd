import { isDeepStrictEqual } from 'node:util'
import { globCovers, type IdentityEntry, type PolicyFile } from '../../policy/index.ts'
import type { Change } from './change.ts'

type Identities = NonNullable<PolicyFile['identities']>

/** Identities of one name that accept others than before. New ones decide nothing by themselves. */
export function compareIdentities(before: Identities = {}, after: Identities = {}): readonly Change[] {
  return Object.entries(after).flatMap(([name, now]) => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined
    return old === undefined || isDeepStrictEqual(old, now) ? [] : [compared(name, old, now)]
  })
}

function compared(name: string, before: IdentityEntry, after: IdentityEntry): Change {
  const where = `identities ${name}`
  const narrower = isWithin(after, before)
  const wider = isWithin(before, after)
  if (narrower === wider) return { direction: narrower ? 'neutral' : 'may-loosen', where, what: 'is another' }
  return narrower
    ? { direction: 'tightens', where, what: 'accepts fewer than before' }
    : { direction: 'loosens', where, what: 'accepts more than before' }
}

/** Whether whoever is `narrow` is `wide` as well. False where that is hard to tell. */
function isWithin(narrow: IdentityEntry, wide: IdentityEntry): boolean {
  if (narrow.kind === 'keyring' || wide.kind === 'keyring') return keyringWithin(narrow, wide)
  if (narrow.kind !== wide.kind) return false
  const own = new Map(partsOf(narrow))
  return partsOf(wide).every(([key, pattern]) => isPartWithin(key, own.get(key), pattern))
}

/** What an entry asks for. Where absent, a GitLab is gitlab.com, and a job with a shell is not accepted: it is asked that there be none. */
function partsOf(entry: IdentityEntry): readonly (readonly [string, unknown])[] {
  if (entry.kind === 'gitlab') return Object.entries({ issuer: 'https://gitlab.com', ...entry })
  if (entry.kind !== 'circleci') return Object.entries(entry)
  const { allowSshRerun = false, ...rest } = entry
  return [...Object.entries(rest), ...(allowSshRerun ? [] : [['allowSshRerun', false] as const])]
}

function keyringWithin(narrow: IdentityEntry, wide: IdentityEntry): boolean {
  if (narrow.kind !== 'keyring' || wide.kind !== 'keyring') return false
  return narrow.keyring === wide.keyring && (narrow.atLeast ?? 1) >= (wide.atLeast ?? 1)
}

/** Addresses have no `/` at which a pattern would stop, so theirs are compared to the letter. */
const GLOBS: ReadonlySet<string> = new Set([
  'repository',
  'workflow',
  'environment',
  'refs',
  'triggers',
  'pipeline',
])

function isPartWithin(key: string, narrow: unknown, wide: unknown): boolean {
  if (isDeepStrictEqual(narrow, wide)) return true
  if (!GLOBS.has(key)) return false
  const inner = patterns(narrow)
  return inner.length > 0 && inner.every((one) => patterns(wide).some((other) => globCovers(other, one)))
}

function patterns(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((each) => typeof each === 'string')
}
