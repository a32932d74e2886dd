const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds of a duration that the schema has accepted: `72h`, `7d`. */
export function seconds(duration: string): number {
  return Number(duration.slice(0, -1)) * (SECONDS[duration.slice(-1)] ?? 0)
}

/** `2026-11-03T12:00Z`: an instant to the minute, rounded up so that it is true then. */
export function instantText(at: number): string {
  return `${new Date(Math.ceil(at / 60) * 60_000).toISOString().slice(0, 16)}Z`
}

/** Seconds since the epoch at which a day (`2026-12-15`) begins in UTC. */
export function dayStart(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 1000
}
