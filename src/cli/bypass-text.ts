import type { Bypass } from '../protocol/index.ts'
import { painter, safeText, timeText } from '../verdict/index.ts'
import type { Cli } from './cli.ts'

/** A break-glass in force, loudly; the same wherever it is shown. */
export function bypassLine(
  { reason, by, until }: Bypass,
  { colour, now }: Pick<Cli, 'colour' | 'now'>,
): string {
  const left = `${Math.max(0, Math.ceil((until - now()) / 60))} min`
  const head = painter(colour)('bad', `BYPASSED until ${timeText(until)} (${left})`)
  return `${head} by ${safeText(by)}: ${safeText(reason)}; what the policy refuses is only warned of. End it: trustctl bypass --end`
}
