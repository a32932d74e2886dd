/** Runs a program to its end, without a shell; null where it isn't there. Handed in. */
export type RunTool = (
  program: string,
  args: readonly string[],
) => Promise<{ readonly code: number | null } | null>

/** What diffoscope writes at most, in bytes: a page of more is of use to nobody. */
const MAX_REPORT_BYTES = 16 * 1024 ** 2

/**
 * Has diffoscope (reproducible-builds.org) write its own report of two files to `report`, an HTML page. Returns the
 * report's path; null where the program isn't there, found no difference or gave up.
 */
export async function diffoscopeReport(
  { first, second, report }: { readonly first: string; readonly second: string; readonly report: string },
  run: RunTool,
): Promise<string | null> {
  const limit = ['--max-report-size', String(MAX_REPORT_BYTES)]
  const ended = await run('diffoscope', ['--html', report, ...limit, '--', first, second])
  // It says 1 where it found differences and wrote them.
  return ended?.code === 1 ? report : null
}
