import { REASONS, type ReasonCode } from '../reason-codes.ts'
import type { ReasonPage } from './reason-page.ts'

/** The families by the digit behind `TC`. */
const FAMILIES: Readonly<Record<string, string>> = {
  '0': 'Nothing wanting',
  '1': 'Identity and integrity',
  '2': 'Attestations and provenance',
  '3': 'OpenPGP signatures',
  '4': 'Policy',
  '5': 'Surroundings',
}

/** One code's page: what it means, what was expected, what usually causes it, what to do. */
export function reasonMarkdown(code: ReasonCode, page: ReasonPage): string {
  const { slug, title } = REASONS[code]
  return (
    [
      `# ${code} ${slug}`,
      `**${sentence(title)}**`,
      page.means,
      '## What was expected',
      page.expected,
      '## What usually causes it',
      list('-', page.causes),
      '## What to do',
      list('1.', page.remedies),
      `In a terminal: \`trustctl why ${code}\`. All codes: [index](README.md).`,
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  )
}

/** The list of all pages, by family. */
export function reasonsIndexMarkdown(codes: readonly ReasonCode[]): string {
  const families = Object.entries(FAMILIES).map(([digit, name]) => {
    const rows = codes.filter((code) => code[2] === digit).map(indexRow)
    return [`## ${name}`, '', '| code | name | meaning |', '|---|---|---|', ...rows].join('\n')
  })
  return ['# Reason codes', INTRODUCTION, ...families].join('\n\n') + '\n'
}

const INTRODUCTION = [
  'Every warning and every refusal has a code. A code never changes its meaning and is never used again.',
  '`trustctl why` explains the last run, `trustctl why TC2103-7f3a` one decision, `trustctl why TC2103` a code.',
  'These pages are made from the table in `src/verdict` by `node scripts/reasons.ts`.',
].join('\n')

function indexRow(code: ReasonCode): string {
  return `| [${code}](${code}.md) | ${REASONS[code].slug} | ${REASONS[code].title} |`
}

function list(mark: string, items: readonly string[]): string {
  return items.map((item) => `${mark} ${item}`).join('\n')
}

function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}.`
}
