import type { Outcome } from './table.ts'

/** How a job, or the step that counts, ended. */
export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs a job, and says on stderr how it ended. */
export async function outcome(
  provider: Outcome['provider'],
  what: string,
  expected: number,
  run: () => Promise<Ended>,
): Promise<Outcome> {
  const began = performance.now()
  const { code, stdout, stderr } = await run()
  const isAsExpected = code === expected
  if (!isAsExpected) process.stderr.write(`${what}:\n${stdout}\n${stderr}\n`)
  const seconds = Math.round((performance.now() - began) / 1000)
  process.stderr.write(`${provider}: ${what}: ${code} (${seconds} s)\n`)
  return {
    provider,
    what,
    expected,
    found: code,
    words: expected === 0 ? '' : wordsOf(`${stderr}\n${stdout}`),
    isAsExpected,
    seconds,
  }
}

const SAID =
  /^pip-trust: (NOT PROVEN .*|nothing was checked.*|refused .*|.* was there before this job.*|.*held something before this job.*)$/m

/** The line that names the reason, without what differs from run to run. */
function wordsOf(text: string): string {
  const said = SAID.exec(text)?.[1] ?? 'it did not say why'
  return said
    .replaceAll(/pid \d+/g, 'pid N')
    .replaceAll(/pip-trust-ci-\w+/g, 'pip-trust-ci-…')
    .replaceAll(/(pip-trust-canary-|pip-unpack-|pip_trust_canary_)\w+?(?=[-/])/g, '$1…')
    .replaceAll(/TC\d{4}-\w+/g, '…')
    .replaceAll('|', ' ')
}
