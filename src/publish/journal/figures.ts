import { keyStateAt, type KeyRecord } from '../../trust/index.ts'
import type { JournalEntry, Happened } from './journal-entry.ts'

/** A number and what it is a part of. */
export interface Rate {
  readonly number: number
  readonly of: number
}

/** A publisher's figures of a period. */
export interface PublisherFigures {
  /** Distinct releases whose last comparison of two builds gave the same bytes, of all that were compared. */
  readonly reproducible: Rate & { readonly byPlatform: readonly (Rate & { readonly platform: string })[] }
  /** Distinct files of others that were rebuilt to the byte, of all that were tried. */
  readonly reproduced: Rate & {
    readonly grades: readonly { readonly grade: string; readonly number: number }[]
  }
  /** Distinct releases that a consumer would take, of all that were to be released. */
  readonly verified: Rate & {
    readonly refusals: readonly { readonly code: string; readonly number: number }[]
  }
  readonly rotations: Rate & { readonly late: readonly LateRotation[] }
}

/** A key that ended without one to follow it in time. */
export interface LateRotation {
  readonly fingerprint: string
  readonly holder: string
  /** When it signed for the last time, seconds. */
  readonly signUntil: number
  /** When its successor was there; null where none is. */
  readonly followedAt: number | null
}

export interface Period {
  /** Seconds since the epoch, UTC. */
  readonly since: number
  readonly until: number
}

/** How long before a key's end the next one must be known, so that everybody has it: `trustctl keys rotate --plan`. */
const NOTICE_SECONDS = 14 * 86_400

/** Counts a period. What was done again counts once, as it was done last. */
export function publisherFigures(
  entries: readonly JournalEntry[],
  keys: readonly KeyRecord[],
  { since, until }: Period,
): PublisherFigures {
  const within = entries.filter(({ at }) => at >= since && at <= until).toSorted((a, b) => a.at - b.at)
  const builds = lastOf(within.filter(isOf('build')), ({ platform }) => platform)
  const reproductions = lastOf(within.filter(isOf('reproduction')), ({ platform }) => platform)
  const releases = lastOf(within.filter(isOf('release')), () => '')
  const platforms = [...Map.groupBy(builds, ({ platform }) => platform)]
  return {
    reproducible: {
      ...rate(builds, ({ isIdentical }) => isIdentical),
      byPlatform: platforms
        .map(([platform, own]) => ({ platform, ...rate(own, ({ isIdentical }) => isIdentical) }))
        .toSorted((a, b) => (a.platform < b.platform ? -1 : 1)),
    },
    reproduced: {
      ...rate(reproductions, ({ grade }) => grade === 'identical'),
      grades: counted(reproductions.map(({ grade }) => grade)).map(([grade, number]) => ({ grade, number })),
    },
    verified: {
      ...rate(releases, ({ code }) => code === null),
      refusals: counted(releases.flatMap(({ code }) => code ?? [])).map(([code, number]) => ({
        code,
        number,
      })),
    },
    rotations: rotationsOf(keys, { since, until }),
  }
}

/** Of keys that stopped signing in the period: whether the next one was there, two weeks before at least. */
function rotationsOf(keys: readonly KeyRecord[], { since, until }: Period): PublisherFigures['rotations'] {
  const byFingerprint = new Map(keys.map((key) => [key.fingerprint, key]))
  const ended = keys.filter(
    (key) => key.signUntil >= since && key.signUntil <= until && keyStateAt(key, key.signUntil) !== 'revoked',
  )
  const late = ended.flatMap((key): readonly LateRotation[] => {
    const next = key.successor === undefined ? undefined : byFingerprint.get(key.successor)
    const followedAt = next?.possession.at ?? null
    if (followedAt !== null && followedAt <= key.signUntil - NOTICE_SECONDS) return []
    return [{ fingerprint: key.fingerprint, holder: key.holder, signUntil: key.signUntil, followedAt }]
  })
  return { number: ended.length - late.length, of: ended.length, late }
}

function isOf<Kind extends JournalEntry['kind']>(kind: Kind) {
  return (entry: JournalEntry): entry is Extract<JournalEntry, { kind: Kind }> => entry.kind === kind
}

function lastOf<Entry extends Pick<Happened, 'project' | 'version'>>(
  entries: readonly Entry[],
  also: (entry: Entry) => string,
): readonly Entry[] {
  const last = new Map(
    entries.map((entry) => [JSON.stringify([entry.project, entry.version, also(entry)]), entry]),
  )
  return [...last.values()]
}

function rate<Each>(all: readonly Each[], is: (each: Each) => boolean): Rate {
  return { number: all.filter(is).length, of: all.length }
}

/** The most frequent first. */
function counted(names: readonly string[]): readonly (readonly [string, number])[] {
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length] as const)
  return counts.toSorted(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
}
