import { compareVersions, type Version } from '../../src/python/index.ts'
import { durationText, safeText } from '../../src/verdict/index.ts'
import type { RunReport } from './api.ts'
import type { WithheldProject } from './ledger.ts'

/** What was kept out of pages, for the report. A run that ended well without fetching a file has used what it looked at. */
export function reportedWithheld(
  projects: readonly WithheldProject[],
  exitCode: number,
): RunReport['withheld'] {
  return projects.map(({ project, releases, taken, touched }) => ({
    project,
    used: taken.length === 0 && exitCode === 0 ? touched : taken,
    releases,
  }))
}

/** One line for each project of which pip took an older release than the newest, because that was kept out of its page. */
export function withheldLines(projects: RunReport['withheld'], now: number): readonly string[] {
  return projects.flatMap(({ project, releases, used }) => {
    const [newest] = releases
    const taken = newestOf(used)
    if (newest === undefined || taken === undefined || compareVersions(newest.version, taken) <= 0) return []
    const { version, publishedAt, minAgeSeconds } = newest
    const age = durationText(Math.max(0, now - publishedAt))
    const name = `${safeText(project)} ${safeText(version)}`
    return [
      `pip-trust: ${name} is ${age} old; ${safeText(taken)} used (policy needs ${requiredText(minAgeSeconds)})`,
    ]
  })
}

const HOUR = 3600
const WEEK = 7 * 24 * HOUR

/** As policies are written: `72h`, and days from a week on. */
function requiredText(seconds: number): string {
  return seconds < WEEK && seconds % HOUR === 0 ? `${seconds / HOUR}h` : durationText(seconds)
}

function newestOf(versions: readonly Version[]): Version | undefined {
  return versions.toSorted((a, b) => compareVersions(b, a))[0]
}
