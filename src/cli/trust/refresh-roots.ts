import type { RefreshOutcome } from '../../sources/index.ts'
import { painter, safeText, timeText } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'
import { withRunningDaemon } from '../daemon.ts'
import { EXIT, worstOf, type ExitCode } from '../exit-code.ts'

/** Refreshes roots one after the other, and lets a running daemon take what is new. */
export async function refreshRoots(
  cli: Cli,
  names: readonly string[],
  from: string | null,
): Promise<readonly RefreshOutcome[]> {
  const outcomes: RefreshOutcome[] = []
  const { signal } = new AbortController()
  for (const name of names) {
    if (cli.terminal !== null) cli.complain(`asking for the trust root ${name} …`)
    outcomes.push(await sourcesOf(cli).refreshRoot(name, { now: cli.now(), from, signal }))
  }
  await withRunningDaemon(cli, (daemon) => daemon.reload())
  return outcomes
}

/** 24 for what is old or held back, 21 for what its keys don't vouch for, 22 for what could not be had. */
export function exitCodeOfRefresh(outcomes: readonly RefreshOutcome[]): ExitCode {
  return worstOf(outcomes.map(exitCodeOf))
}

function exitCodeOf(outcome: RefreshOutcome): ExitCode {
  if (outcome.outcome !== 'refused') return EXIT.ok
  if (outcome.reason === 'TC2606') return EXIT.unavailable
  return outcome.reason === 'TC2604' ? EXIT.invalid : EXIT.stale
}

/** What came of a refresh, for people. */
export function refreshLines(outcome: RefreshOutcome, { colour }: Cli): readonly string[] {
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
  const { outcome: what, digest, versions, expiresAt } = outcome
  return [
    `${paint('good', what.padEnd(9))}  ${name}: sha256 ${digest}, root ${versions.root}, targets ${versions.targets}, until ${timeText(expiresAt)}`,
  ]
}
