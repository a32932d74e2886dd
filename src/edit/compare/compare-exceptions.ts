import { isDeepStrictEqual } from 'node:util'
import type { PolicyFile } from '../../policy/index.ts'
import { turned, type Change, type Direction } from './change.ts'

type ExceptionEntry = NonNullable<PolicyFile['exceptions']>[number]

/** Exceptions that came, went or are about other files than before, and the bounds on them. */
export function compareExceptions(before: PolicyFile, after: PolicyFile): readonly Change[] {
  const [old, now] = [before.exceptions ?? [], after.exceptions ?? []]
  return [
    ...now.flatMap((exception) => compared(find(old, exception.id), exception)),
    ...old
      .filter(({ id }) => find(now, id) === undefined)
      .map(({ id }) => ({ direction: 'tightens' as const, where: `exceptions ${id}`, what: 'is gone' })),
    ...compareLimit(before, after),
  ]
}

function find(list: readonly ExceptionEntry[], id: string): ExceptionEntry | undefined {
  return list.find((each) => each.id === id)
}

function compared(before: ExceptionEntry | undefined, after: ExceptionEntry): readonly Change[] {
  const where = `exceptions ${after.id}`
  if (before === undefined) return [{ direction: 'loosens', where, what: newText(after) }]
  if (isDeepStrictEqual(before, after)) return []
  const [narrower, wider] = [isWithin(after, before), isWithin(before, after)]
  const direction = narrower ? (wider ? 'neutral' : 'tightens') : 'loosens'
  const keys = (['match', 'waive', 'created', 'expires', 'owner', 'reason'] as const).filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  )
  return [{ direction, where, what: keys.map((key) => turned(key, before[key], after[key])).join('; ') }]
}

function newText({ match, waive, expires }: ExceptionEntry): string {
  return `is new: ${match.project.join(', ')} without ${waive.join(', ')} until ${expires}`
}

/** The same files or fewer, for the same time or less, with no more waived. */
function isWithin(narrow: ExceptionEntry, wide: ExceptionEntry): boolean {
  const { sha256, ...rest } = narrow.match
  const { sha256: digests, ...others } = wide.match
  return (
    isDeepStrictEqual(rest, others) &&
    sha256.every((digest) => digests.includes(digest)) &&
    narrow.waive.every((check) => wide.waive.includes(check)) &&
    narrow.created >= wide.created &&
    narrow.expires <= wide.expires
  )
}

/** Exceptions that are there keep their end; only the bound on new ones moves. */
function compareLimit({ limits: before }: PolicyFile, { limits: after }: PolicyFile): readonly Change[] {
  const [old, now] = [before?.exceptionMaxDays, after?.exceptionMaxDays]
  if (old === now) return []
  const direction: Direction = old !== undefined && now !== undefined && now < old ? 'tightens' : 'may-loosen'
  return [{ direction, where: 'limits', what: turned('exceptionMaxDays', old, now) }]
}
