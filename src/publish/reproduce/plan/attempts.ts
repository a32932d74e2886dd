import type { PublishedWheel } from './published-wheel.ts'
import { zoneOf } from './zone.ts'

/**
 * What a build is surrounded by, beside its tools. `epoch`: SOURCE_DATE_EPOCH is the newest time of the published wheel;
 * `files`: it isn't set, and files have the times and rights that the source has; `replay`: files get the times and rights
 * that the published wheel shows, and the clock stands at its newest time.
 */
export interface Attempt {
  readonly kind: 'epoch' | 'files' | 'replay'
  /** Seconds before UTC of the zone that is built in. */
  readonly zoneSeconds: number
  /** Texts get CRLF, and the zip says that it is from Windows. */
  readonly asOnWindows: boolean
  /** `python-tag` and `universal` of bdist_wheel, where the published wheel has other tags than the source asks for. */
  readonly wheelTag: string | null
}

/**
 * What is tried with one set of tools, in order; the first that gives the published bytes ends it. Nothing is tried that
 * the published wheel shows no sign of.
 */
export function attemptsFor(
  wheel: Pick<PublishedWheel, 'newest' | 'isFromWindows'>,
  uploadedAt: number | null,
): readonly Attempt[] {
  const zone = uploadedAt === null ? null : zoneOf(wheel.newest, uploadedAt)
  const plain = { zoneSeconds: 0, asOnWindows: false, wheelTag: null }
  const replay = { ...plain, kind: 'replay', asOnWindows: wheel.isFromWindows } as const
  const local = zone === null || zone === 0 ? [] : [{ ...replay, zoneSeconds: zone }]
  return [{ ...plain, kind: 'epoch' }, { ...plain, kind: 'files' }, replay, ...local]
}

/** The attempts again for a wheel whose tags an option gave. Null where none of bdist_wheel's options gives them. */
export function withTagsOf(tags: readonly string[], attempts: readonly Attempt[]): readonly Attempt[] | null {
  const pythons = [...new Set(tags.map((tag) => tag.split('-', 1)[0] ?? ''))].toSorted()
  const wheelTag = pythons.join('.')
  return /^(?:py\d+\.)*py\d+$/.test(wheelTag) ? attempts.map((attempt) => ({ ...attempt, wheelTag })) : null
}
