import { compareVersions } from '../../src/python/index.ts'
import { durationText, safeText } from '../../src/verdict/index.ts'
import type { WithheldProject } from './ledger.ts'

/** One line for each project of which pip took an older release than the newest, because that was kept out of its page. */
export function withheldLines(projects: readonly WithheldProject[], now: number): readonly string[] {
  return projects.flatMap(({ project, releases, used }) => {
    const [newest] = releases
    const taken = used.toSorted((a, b) => compareVersions(b, a))[0]
    if (newest === undefined || taken === undefined || compareVersions(newest.version, taken) <= 0) return []
    const { version, publishedAt, minAgeSeconds } = newest
    const age = durationText(Math.max(0, now - publishedAt))
    const name = `${safeText(project)} ${safeText(version)}`
    return [
      `pip-trust: ${name} is ${age} old; ${safeText(taken)} used (policy needs ${durationText(minAgeSeconds)})`,
    ]
  })
}
