/** When a key, certificate or authority counts. Milliseconds since the epoch, both ends included. */
export interface ValidityWindow {
  readonly startMs: number
  readonly endMs: number
}

/** True from the start to the end, both included (RFC 5280 §4.1.2.5; Sigstore's `TimeRange`). */
export function isWithin({ startMs, endMs }: ValidityWindow, timeMs: number): boolean {
  return timeMs >= startMs && timeMs <= endMs
}

/** The last moment that a date can hold: for what ends never. */
export const FOREVER_MS = 8_640_000_000_000_000

/** Of a key that nobody has said anything about. */
export const ALWAYS: ValidityWindow = { startMs: 0, endMs: FOREVER_MS }
