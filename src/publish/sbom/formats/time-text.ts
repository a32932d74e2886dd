/** Seconds since the epoch as both formats write it: UTC, whole seconds, `2026-11-27T12:00:00Z`. */
export function timeText(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
}
