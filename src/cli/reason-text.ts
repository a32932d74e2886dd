import {
  loadReasonPages,
  painter,
  REASONS,
  sheet,
  wrap,
  type ReasonCode,
  type ReasonPage,
} from '../verdict/index.ts'
import type { Cli } from './cli.ts'

const MAX_LINES = 40

/** The page of one code. */
export async function loadReason(code: ReasonCode): Promise<ReasonPage> {
  return (await loadReasonPages()).REASON_PAGES[code]
}

/** A code's page for a terminal. */
export function reasonLines(code: ReasonCode, page: ReasonPage, { colour, width }: Cli): readonly string[] {
  const { slug, title } = REASONS[code]
  const paint = painter(colour)
  const numbered = page.remedies.map((remedy, nth) => [`${nth + 1}.`, remedy] as const)
  return [
    `${paint('strong', `${code} ${slug}`)}: ${title}`,
    '',
    ...wrap(page.means, width, MAX_LINES),
    '',
    paint('strong', 'expected'),
    ...sheet([['', page.expected]], 0, width),
    paint('strong', 'usual causes'),
    ...sheet(
      page.causes.map((cause) => ['-', cause] as const),
      2,
      width,
    ),
    paint('strong', 'what to do'),
    ...sheet(numbered, 2, width),
  ]
}

/** A code's page for programs. */
export function reasonJson(code: ReasonCode, page: ReasonPage): object {
  return { code, ...REASONS[code], ...page }
}
