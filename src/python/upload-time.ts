/** PEP 700: RFC 3339 in UTC, with up to six digits of a second. */
const FORM = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?Z$/

/** An `upload-time` in seconds since the epoch, UTC; null for what is none, or lies before the epoch. */
export function parseUploadTime(text: string): number | null {
  const base = FORM.exec(text)?.[1]
  const milliseconds = base === undefined ? Number.NaN : Date.parse(`${base}Z`)
  return Number.isNaN(milliseconds) || milliseconds < 0 ? null : Math.floor(milliseconds / 1000)
}
