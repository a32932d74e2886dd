import type { Finding } from '../fact.ts'
import { REASONS } from '../reason-codes.ts'
import { painter } from './paint.ts'
import { safeText } from './safe-text.ts'

/** A refusal that needed no judge: what came could not be identified, or nobody could be asked. */
export interface UnjudgedRefusal {
  /** A file's name or an URL without credentials. */
  readonly name: string
  readonly sha256: string | null
  readonly location: string
  readonly finding: Finding
  readonly hint: string | null
}

/** The same form as a verdict's, for what was refused before anybody could judge it. */
export function renderRefusal(
  { name, sha256, finding, hint, location }: UnjudgedRefusal,
  colour: boolean,
): string[] {
  const paint = painter(colour)
  const digest = sha256 === null ? '' : `  sha256:${sha256.slice(0, 12)}…`
  return [
    `${paint('bad', 'BLOCK')}  ${paint('strong', safeText(name))}${digest}`,
    `  what       ${REASONS[finding.code].title}`,
    `  from       ${safeText(location)}`,
    `  expected   ${safeText(finding.expected)}`,
    `  found      ${safeText(finding.found)}`,
    ...(hint === null ? [] : [`  fix        ${safeText(hint)}`]),
    paint('faint', `  code ${finding.code} · trustctl why ${finding.code}`),
  ]
}
