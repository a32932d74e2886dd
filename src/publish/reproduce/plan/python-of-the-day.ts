/** When each Python came out (PEP 537 to 745 and devguide.python.org/versions), seconds since the epoch, newest first. */
const RELEASES: readonly (readonly [minor: string, epochSeconds: number])[] = [
  ['3.14', Date.UTC(2025, 9, 7) / 1000],
  ['3.13', Date.UTC(2024, 9, 7) / 1000],
  ['3.12', Date.UTC(2023, 9, 2) / 1000],
  ['3.11', Date.UTC(2022, 9, 24) / 1000],
  ['3.10', Date.UTC(2021, 9, 4) / 1000],
]
/** What people build with lags behind what is new. */
const LAG_SECONDS = 60 * 24 * 60 * 60

/**
 * The Pythons for a wheel of that day, the likeliest first: the one that its tags name alone; else the newest that was common,
 * then its neighbours. None older than 3.10 is built with.
 */
export function pythonsOfTheDay(epochSeconds: number, tags: readonly string[]): readonly string[] {
  const named = tags.flatMap((tag) => {
    const [, major, minor] = /^cp(\d)(\d+)-cp/.exec(tag) ?? []
    return major === undefined || minor === undefined ? [] : [`${major}.${minor}`]
  })
  if (named.length > 0) return [...new Set(named)].slice(0, 1)
  const at = RELEASES.findIndex(([, released]) => released + LAG_SECONDS <= epochSeconds)
  const first = at < 0 ? RELEASES.length - 1 : at
  return RELEASES.map(([minor], index) => ({ minor, distance: Math.abs(index - first) }))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ minor }) => minor)
}
