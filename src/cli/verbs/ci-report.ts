import { detectProvider, type JobReport } from '../../guard/index.ts'
import { endJob, REPORT_FILES, reportLines, reportsFolder, writeReports } from '../ci/index.ts'
import { EXIT, exitCodeOfReason, worstOf, type ExitCode } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl ci report` */
export const ciReport: Verb<{ json: boolean; 'allow-refused': boolean; 'keep-guard': boolean }> = {
  manual: {
    synopsis: '[--allow-refused] [--keep-guard] [--json]',
    description: [
      'Ends a CI job: proves once more that pip was guarded, and writes what was decided. It is not proven where the daemon is another one than at the beginning, the policy changed, PATH finds another pip, the guard was ended, passed over or changed, the job’s environment is gone, or the canary is not refused. Where nothing was checked, that is a failure too.',
      `Writes ${Object.values(REPORT_FILES).join(', ')} to pip-trust-reports below the current folder. On GitHub it adds the step’s summary and at most ten annotations, the worst first.`,
      'It ends the guard and the daemon, gives pip’s configuration back, byte for byte where nobody has written it since, and removes the job’s home. `--keep-guard` is for a report in the middle of a job.',
      'An activated virtual environment may come before the shims where the guard is in force: the canary, which is called by the same PATH, tells whether it holds there.',
      'The exit code is 25 where something is not proven, else 3 where nothing was checked, else that of the worst refusal.',
    ],
    json: [
      '{ job: { provider, home, startedAt, policy } | null, checks: [{ name, isProven, words, hint }],',
      '  counts: { artifacts, verified, warned, unsigned, refused }, runs, entries: [{ decision, code, name, project, version, sha256, … }],',
      '  reports: FOLDER }',
    ],
    exitCodes: [0, 1, 2, 3, 20, 21, 22, 23, 24, 25],
    examples: [
      { command: 'trustctl ci report', does: 'the last step of a job, also after a failure (if: always())' },
      { command: 'trustctl ci report --allow-refused', does: 'where a refusal is what the job tests' },
    ],
    files: [{ path: 'pip-trust-reports/', what: 'the reports' }],
    seeAlso: ['trustctl ci bootstrap', 'trustctl why', 'trustctl report'],
  },
  options: (parser) =>
    withJson(parser)
      .option('allow-refused', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'refusals are reported, and are no failure',
      })
      .option('keep-guard', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'leave the guard in force: the job goes on',
      }),
  run: async ({ json, 'allow-refused': allowRefused, 'keep-guard': keepGuard }, cli) => {
    const { job, report } = await endJob(cli, { keepGuard })
    const folder = reportsFolder(cli)
    // Of a job that is not known, the runner still is.
    const provider = job?.provider ?? detectProvider(cli.env)
    // Annotations go to standard output, where JSON would not be JSON any more.
    await writeReports(json ? { ...cli, print: cli.complain } : cli, folder, provider, report)
    const { counts, runs, entries } = report.results
    printResult(cli, json, {
      json: { job, checks: report.checks, counts, runs, entries, reports: folder },
      text: () => [...reportLines(report, cli), `pip-trust: the reports are in ${folder}`],
    })
    return exitCodeOfJob(report, allowRefused)
  },
}

function exitCodeOfJob({ checks, results }: JobReport, allowRefused: boolean): ExitCode {
  if (!checks.every(({ isProven }) => isProven)) return EXIT.unproven
  if (results.counts.artifacts === 0) return EXIT.nothingChecked
  const refused = results.entries.filter(({ decision }) => decision === 'block')
  return allowRefused || refused.length === 0
    ? EXIT.ok
    : worstOf(refused.map(({ code }) => exitCodeOfReason(code)))
}
