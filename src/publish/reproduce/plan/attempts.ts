import type { PublishedFile } from './published-file.ts'
import { zoneOf } from './zone.ts'

/**
 * What a build is surrounded by, beside its tools. `canonical`: all is done as by `trustctl build`, and what comes out is made
 * canonical, at the newest time of the published file; `epoch`: SOURCE_DATE_EPOCH is that time;
 * `files`: it isn't set, and files have the times and rights that the source has; `replay`: files get the times and rights
 * that the published wheel shows, and the clock stands at its newest time.
 */
export interface Attempt {
  readonly kind: 'canonical' | 'epoch' | 'files' | 'replay'
  /** Seconds before UTC of the zone that is built in. */
  readonly zoneSeconds: number
  /** Texts get CRLF, and the zip says that it is from Windows. */
  readonly asOnWindows: boolean
  /** `python-tag` and `universal` of bdist_wheel, where the published wheel has other tags than the source asks for. */
  readonly wheelTag: string | null
}

/**
 * What is tried with one set of tools, in order; the first that gives the published bytes ends it. Nothing is tried that
 * the published file shows no sign of.
 */
export function attemptsFor(
  published: Pick<PublishedFile, 'kind' | 'newest' | 'isFromWindows' | 'isCanonical'>,
  uploadedAt: number | null,
): readonly Attempt[] {
  const plain = { zoneSeconds: 0, asOnWindows: false, wheelTag: null }
  const first = published.isCanonical ? [{ ...plain, kind: 'canonical' } as const] : []
  const all: readonly Attempt[] = [...first, { ...plain, kind: 'epoch' }, { ...plain, kind: 'files' }]
  if (published.kind === 'sdist') return all
  const zone = uploadedAt === null ? null : zoneOf(published.newest, uploadedAt)
  const replay = { ...plain, kind: 'replay', asOnWindows: published.isFromWindows } as const
  const local = zone === null || zone === 0 ? [] : [{ ...replay, zoneSeconds: zone }]
  return [...all, replay, ...local]
}

/** The attempts again for a wheel whose tags an option gave. Null where none of bdist_wheel's options gives them. */
export function withTagsOf(tags: readonly string[], attempts: readonly Attempt[]): readonly Attempt[] | null {
  const pythons = [...new Set(tags.map((tag) => tag.split('-', 1)[0] ?? ''))].toSorted()
  const wheelTag = pythons.join('.')
  return /^(?:py\d+\.)*py\d+$/.test(wheelTag) ? attempts.map((attempt) => ({ ...attempt, wheelTag })) : null
}
