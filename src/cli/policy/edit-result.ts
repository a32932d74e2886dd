import type { DaemonAnswer, EditOutcome } from '../../edit/index.ts'
import type { PolicyProblem } from '../../policy/index.ts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { problemLines } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import { daemonLine, exitCodeOfAnswer } from './force.ts'
import type { Review } from './judge-text.ts'
import { reviewJson, reviewLines } from './review-lines.ts'

type Installed = Extract<EditOutcome<Review>, { readonly kind: 'installed' }>

/** Prints what came of an edit, and gives the exit code: 0 also where the person wanted nothing to happen. */
export function printOutcome(cli: Cli, json: boolean, outcome: EditOutcome<Review>): ExitCode {
  if (outcome.kind === 'installed') return printInstalled(cli, json, outcome)
  const why = outcome.kind === 'kept' ? outcome.why : null
  printResult(cli, json, {
    json: { outcome: outcome.kind, why, file: cli.paths.policyFile },
    text: () => [outcomeText(outcome)],
  })
  return why === null || why === 'chosen' ? EXIT.ok : EXIT.usage
}

const KEPT: Readonly<Record<Extract<EditOutcome<Review>, { readonly kind: 'kept' }>['why'], string>> = {
  chosen: 'nothing is installed',
  'same-twice': 'nothing is installed: the same text was refused just before',
  'editor-failed': 'nothing is installed: the editor ended with an error',
  'no-answer': 'nothing is installed: no answer came',
}

function outcomeText(outcome: Exclude<EditOutcome<Review>, Installed>): string {
  switch (outcome.kind) {
    case 'unchanged':
      return 'nothing was changed, and nothing happens'
    case 'empty':
      return 'the draft was empty: cancelled, and the policy stays as it is'
    case 'discarded':
      return 'the draft is discarded, and the policy stays as it is'
    case 'kept':
      return `${KEPT[outcome.why]}; the draft is kept: trustctl policy edit --resume`
  }
}

/** Prints an installation with what the daemon said of it. */
export function printInstalled(
  cli: Cli,
  json: boolean,
  { review, installed, reason }: Omit<Installed, 'kind'>,
): ExitCode {
  const { before, after, daemon } = installed
  const file = cli.paths.policyFile
  printResult(cli, json, {
    json: {
      outcome: 'installed',
      file,
      files: { before, after },
      ...reviewJson(review),
      reason,
      daemon,
    },
    text: () => [
      `policy ${review.policy.name} v${review.policy.version} is installed (${file})`,
      ...answered(daemon, cli),
    ],
  })
  return exitCodeOfAnswer(daemon)
}

/** Loudly where it is not in force: also on standard error, which a pipe does not swallow. */
function answered(daemon: DaemonAnswer, cli: Cli): readonly string[] {
  const line = daemonLine(daemon, cli.paths.policyFile)
  if (exitCodeOfAnswer(daemon) === EXIT.ok) return [line]
  cli.complain(line)
  return []
}

/** Prints why a text is refused that came without an editor. */
export function printRefused(
  cli: Cli,
  json: boolean,
  { problems, text }: { readonly problems: readonly PolicyProblem[]; readonly text: string },
): ExitCode {
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}: nothing is installed`
  printResult(cli, json, {
    json: { outcome: 'refused', why: 'problems', file: cli.paths.policyFile, problems },
    text: () => [...problemLines(problems, { file: 'policy.yaml', text }, cli), count],
  })
  return EXIT.usage
}

/** Prints that a loosening has no reason. */
export function printUnreasoned(cli: Cli, json: boolean, review: Review): ExitCode {
  printResult(cli, json, {
    json: { outcome: 'refused', why: 'no-reason', file: cli.paths.policyFile, ...reviewJson(review) },
    text: () => [
      ...reviewLines(review, cli),
      'nothing is installed: this policy may let through what the one before did not, and that needs --reason TEXT',
    ],
  })
  return EXIT.usage
}
