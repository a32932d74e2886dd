/** How one job ended. */
export interface Outcome {
  readonly provider: 'GitHub' | 'GitLab' | 'shell'
  readonly what: string
  readonly expected: number
  readonly found: number | null
  /** Words that name the reason, as the job said them; empty where it is green. */
  readonly words: string
  readonly isAsExpected: boolean
  readonly seconds: number
}

/** All outcomes in Markdown. */
export function jobTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(
    ({ provider, what, expected, found, words, isAsExpected, seconds }) =>
      `| ${provider} | ${what} | ${expected} | ${isAsExpected ? '' : '**not as expected** '}${found} | ${words} | ${seconds} |`,
  )
  return [
    '# CI jobs from nothing',
    '',
    'Made by `scripts/ci-jobs.ts`, in a Debian root (bookworm, minbase, as unpacked) with python3 and pip and neither Node, npm, git nor',
    'curl; the seconds are those of a machine that was busy otherwise. The actions and templates are those of `ci/`; the runners are emulated: every step is a shell of its own with what',
    'earlier steps left in `GITHUB_ENV` and `GITHUB_PATH`; GitLab’s before_script and script are one shell, after_script another.',
    '',
    '| provider | job | exit expected | exit | it said | s |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    `${outcomes.filter(({ isAsExpected }) => isAsExpected).length} of ${outcomes.length} as expected.`,
    '',
  ].join('\n')
}
