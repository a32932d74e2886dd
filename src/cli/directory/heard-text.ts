import type { HearOutcome } from '../../sources/index.ts'
import { painter, safeText, timeText } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { EXIT, worstOf, type ExitCode } from '../exit-code.ts'

/** What came of asking a directory, for people. */
export function heardLines(outcome: HearOutcome, { colour }: Pick<Cli, 'colour'>): readonly string[] {
  const paint = painter(colour)
  const name = safeText(outcome.name)
  if (outcome.outcome === 'refused') {
    const { reason, words, hint } = outcome
    return [
      `${paint('bad', 'not taken')}  ${name}: ${safeText(words)}`,
      `           what was in force stays  (trustctl why ${reason})`,
      ...(hint === null ? [] : [`  ${paint('faint', 'try')}      ${safeText(hint)}`]),
    ]
  }
  const { outcome: what, versions, expiresAt } = outcome
  const { root, keys, revocations } = versions
  return [
    `${paint('good', what.padEnd(9))}  ${name}: root ${root}, keys ${keys}, revocations ${revocations}, until ${timeText(expiresAt)}`,
  ]
}

/** 24 for what is old or held back, 21 for what its people don't vouch for, 22 for what could not be had. */
export function exitCodeOfHearing(outcomes: readonly HearOutcome[]): ExitCode {
  return worstOf(outcomes.map(exitCodeOf))
}

function exitCodeOf(outcome: HearOutcome): ExitCode {
  if (outcome.outcome !== 'refused') return EXIT.ok
  const { reason } = outcome
  if (reason === 'TC3606') return EXIT.unavailable
  return reason === 'TC3602' || reason === 'TC3603' ? EXIT.stale : EXIT.invalid
}
