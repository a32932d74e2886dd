import type { TrustRootView } from './root-view.ts'
import { reasonOf } from './refused-update.ts'

/**
 * What a person should know of trust roots: those whose metadata has expired (they still verify: machines without a
 * network are a promise), and updates that were refused for what they are. An update that merely could not be had is
 * told once it matters. `now`: seconds since the epoch, UTC.
 */
export function rootNotices(views: readonly TrustRootView[], now: number): readonly string[] {
  return [...views.flatMap((view) => staleNotice(view, now)), ...refusedUpdates(views)]
}

/** Has the metadata that vouches for it expired? */
export function isStale({ expiresAt, digest }: TrustRootView, now: number): boolean {
  return digest !== null && expiresAt !== null && expiresAt <= now
}

function staleNotice(view: TrustRootView, now: number): readonly string[] {
  const { name, expiresAt, refreshedAt } = view
  if (expiresAt === null || !isStale(view, now)) return []
  const since =
    refreshedAt === null ? 'it was never refreshed' : `it was last refreshed on ${day(refreshedAt)}`
  return [
    `the trust root \`${name}\` is stale (TC2601): what vouches for it expired on ${day(expiresAt)}, and ${since}; it still verifies; trustctl trust refresh ${name}`,
  ]
}

/** Updates that were refused for what they are. */
export function refusedUpdates(views: readonly TrustRootView[]): readonly string[] {
  return views.flatMap(refusedNotice)
}

function refusedNotice({ name, failed }: TrustRootView): readonly string[] {
  if (failed === null || reasonOf(failed.code) === 'TC2606') return []
  return [
    `an update of the trust root \`${name}\` was refused on ${day(failed.at)} (${reasonOf(failed.code)}): ${failed.words}`,
  ]
}

function day(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}
