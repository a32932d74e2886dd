import { REASONS, safeText } from '../../../verdict/index.ts'
import { sha256Of } from '../../../encoding/index.ts'
import type { Job } from '../job.ts'
import type { ProofCheck } from '../proof.ts'
import type { JobEntry, JobResults } from '../results/job-entry.ts'
import type { Place } from '../results/manifest-places.ts'

export type { Place }

/** Everything that a job's reports are made of; each report is a rendering of it. */
export interface JobReport {
  /** Of pip-trust. */
  readonly version: string
  readonly policy: Job['policy'] | null
  readonly checks: readonly ProofCheck[]
  readonly results: JobResults
  /** Where the checkout names the projects, by normal name. */
  readonly places: ReadonlyMap<string, Place>
  /** Reports of runs that could not be read. */
  readonly unreadReports: number
}

/** What is wrong or warned about, worst first. */
export function findingsOf({ results }: JobReport): readonly JobEntry[] {
  return results.entries.filter(({ decision }) => decision !== 'allow')
}

export function placeOf({ places }: JobReport, { project }: JobEntry): Place | null {
  return project === null ? null : (places.get(project) ?? null)
}

/** Untrusted text that a runner's log may carry: GitHub's runner obeys `##[command]` wherever it stands in a line. */
export function logText(text: string): string {
  return safeText(text).replaceAll('##[', '## [')
}

/** One finding in a line, safe to show anywhere that takes plain text. */
export function findingText({ decision, name, code, reasons }: JobEntry): string {
  const what = decision === 'block' ? 'refused' : 'warned about'
  const [reason] = reasons
  const detail = reason === undefined || reason.found === '' ? '' : `; found: ${logText(reason.found)}`
  return `${what}: ${logText(name)}: ${code} ${REASONS[code].title}${detail}; trustctl why ${code}`
}

/** Stays the same from job to job for the same finding about the same bytes. */
export function fingerprintOf({ code, name, sha256, location }: JobEntry): string {
  return sha256Of(Buffer.from(JSON.stringify([code, name, sha256 ?? location])))
}
