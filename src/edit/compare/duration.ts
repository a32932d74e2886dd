const UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds of a duration as policies write it, `72h`; 0 for anything else. */
export function durationSeconds(text: string): number {
  return Number.parseInt(text, 10) * (UNIT_SECONDS[text.at(-1) ?? ''] ?? 0) || 0
}
