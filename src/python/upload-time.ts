/** PEP 700: RFC 3339 in UTC, with a fraction of a second or without. */
const FORM = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?Z$/

/** An `upload-time` in seconds since the epoch, UTC; null for what is no such instant, or lies before the epoch. */
export function parseUploadTime(text: string): number | null {
  const base = FORM.exec(text)?.[1]
  const milliseconds = base === undefined ? Number.NaN : Date.parse(`${base}Z`)
  if (Number.isNaN(milliseconds) || milliseconds < 0) return null
  // `Date.parse` makes 2 March of 30 February, and the next day of 24:00.
  return new Date(milliseconds).toISOString() === `${base}.000Z` ? milliseconds / 1000 : null
}
