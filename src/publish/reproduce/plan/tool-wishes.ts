import type { Generator } from './generator.ts'
import type { PublishedFile } from './published-file.ts'
import { pythonsOfTheDay } from './python-of-the-day.ts'

/** Which tools to lock for a rebuild. */
export interface ToolWish {
  /** Minor versions of Python, the likeliest first; the next is for a build that fails. */
  readonly pythons: readonly string[]
  /** Seconds since the epoch: nothing that was uploaded later is chosen. */
  readonly asOf: number
  /** Requirements beside the project's own, e.g. `wheel==0.37.1`. */
  readonly pins: readonly string[]
}

const DAY = 24 * 60 * 60
/** Tools that are older than that stood still on somebody's machine, and the others with them. */
const STALE_SECONDS = 30 * DAY

/**
 * The tools of a wheel's day: its back-end as WHEEL names it, with all else as of the upload; then, where that back-end was
 * old by then, all else as of a day after the back-end itself came out.
 * @param cameOut when the generator's version was uploaded; null where that isn't known
 */
export function toolWishes(
  { generator, tags }: Pick<PublishedFile, 'generator' | 'tags'>,
  uploadedAt: number,
  cameOut: number | null,
): readonly ToolWish[] {
  const pins = generator === null ? [] : [pinOf(generator)]
  const first = { pythons: pythonsOfTheDay(uploadedAt, tags), asOf: uploadedAt, pins }
  if (cameOut === null || uploadedAt - cameOut < STALE_SECONDS) return [first]
  const then = cameOut + DAY
  return [first, { pythons: pythonsOfTheDay(then, tags), asOf: then, pins }]
}

function pinOf({ project, version }: Generator): string {
  return `${project}==${version}`
}
