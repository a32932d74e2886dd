import { logText, type JobReport, type ProofCheck, type Restored } from '../../guard/index.ts'
import { painter } from '../../verdict/index.ts'
import { counted } from '../counted.ts'
import type { Cli } from '../cli.ts'

const MAX_SHOWN = 10

/** What was looked at, a line each, and below it what helps. */
export function checkLines(checks: readonly ProofCheck[], colour: boolean): readonly string[] {
  const paint = painter(colour)
  return checks.flatMap(({ name, isProven, words, hint }) => [
    `pip-trust: ${isProven ? paint('good', 'proven    ') : paint('bad', 'NOT PROVEN')} ${name}: ${logText(words)}`,
    ...(hint === null ? [] : [`  ${paint('faint', 'try')}  ${logText(hint)}`]),
  ])
}

/** What was there before the job and counts for nothing. */
export function restoredLines(found: readonly Restored[]): readonly string[] {
  return found.map(({ path, what }) => `  ${what}: ${logText(path)}`)
}

/** A job's end for its log. */
export function reportLines({ checks, results }: JobReport, cli: Cli): readonly string[] {
  const { artifacts, verified, warned, unsigned, refused } = results.counts
  const bad = results.entries.filter(({ decision }) => decision === 'block')
  return [
    ...checkLines(checks, cli.colour),
    ...bad
      .slice(0, MAX_SHOWN)
      .map(({ name, code }) => `pip-trust: refused ${logText(name)}: ${code}; trustctl why ${code}`),
    ...(bad.length > MAX_SHOWN ? [`pip-trust: and ${bad.length - MAX_SHOWN} more were refused`] : []),
    `pip-trust: ${counted(artifacts, 'artifact')} checked: ${verified} verified, ${warned} warned about, ${unsigned} unsigned, ${refused} refused, in ${counted(results.runs, 'run')} of pip`,
    ...(artifacts === 0
      ? ['pip-trust: nothing was checked: no guarded pip installed anything, and so nothing is proven']
      : []),
  ]
}
