import { EncodingError, isJsonObject, type JsonValue, parseJson } from '../encoding/index.ts'
import { FilesError, readFileBounded, writeFileAtomically } from '../files/index.ts'
import { timeText } from '../verdict/index.ts'

/** Who asked the interceptor without the token of an open run, counted: all of them were refused. */
export interface Strangers {
  /** Seconds since the epoch, UTC. */
  readonly firstAt: number
  readonly lastAt: number
  readonly count: number
  /** The users whose processes they were, as far as the system told; ascending. */
  readonly users: readonly number[]
  /** What the last of them did, in words. */
  readonly what: string
}

const LIMITS = { maxBytes: 16 * 1024, maxDepth: 3 } as const
/** Users that are told apart; a machine where more of them try has another problem. */
export const MAX_USERS = 32
const WEEK = 7 * 86_400

/** Adds to what was counted before. Rejects with what `fs` says. */
export async function keepStrangers(path: string, more: Strangers): Promise<void> {
  const before = await readStrangers(path)
  const users = [...new Set([...(before?.users ?? []), ...more.users])].toSorted((a, b) => a - b)
  const sum: Strangers = {
    ...more,
    firstAt: before?.firstAt ?? more.firstAt,
    count: (before?.count ?? 0) + more.count,
    users: users.slice(0, MAX_USERS),
  }
  await writeFileAtomically(path, JSON.stringify(sum))
}

/** What was counted; null where nothing was, or what is there can't be read: it warns, and decides nothing. */
export async function readStrangers(path: string): Promise<Strangers | null> {
  try {
    return parse(parseJson(await readFileBounded(path, LIMITS), LIMITS))
  } catch (error) {
    if (error instanceof FilesError || error instanceof EncodingError) return null
    throw error
  }
}

/** One line for those who came within a week of `now` (seconds since the epoch); none where nobody did. */
export function strangerNotices(found: Strangers | null, own: number, now: number): readonly string[] {
  if (found === null || now - found.lastAt > WEEK) return []
  const { count, users, firstAt, lastAt, what } = found
  const others = users.filter((user) => user !== own)
  const who =
    others.length > 0
      ? `by user ${others.join(', ')}`
      : users.length > 0
        ? 'by processes of your own'
        : 'by nobody knows whom'
  return [
    `TC5013: the interceptor was asked ${count} times without the token of an open run, ${who}, from ${timeText(firstAt)} to ${timeText(lastAt)}; all were refused (last: ${what})`,
  ]
}

function parse(value: JsonValue): Strangers | null {
  if (!isJsonObject(value)) return null
  const { firstAt, lastAt, count, users, what } = value
  if (!isWhole(firstAt) || !isWhole(lastAt) || !isWhole(count)) return null
  if (!Array.isArray(users) || typeof what !== 'string') return null
  return { firstAt, lastAt, count, what, users: users.filter(isWhole) }
}

const isWhole = (value: JsonValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
