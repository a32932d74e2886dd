import { sha256Of } from '../../../encoding/index.ts'
import { safeText } from '../../../verdict/index.ts'
import type { JobEntry } from '../results/job-entry.ts'
import { findingsOf, findingText, fingerprintOf, placeOf, type JobReport, type Place } from './job-report.ts'

/** One entry of GitLab's code quality report. */
interface QualityIssue {
  readonly description: string
  readonly check_name: string
  readonly fingerprint: string
  readonly severity: 'blocker' | 'critical' | 'minor'
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } }
}

/** What GitLab wants a place for, where the checkout names none: the file that made the job. */
const THE_JOB: Place = { file: '.gitlab-ci.yml', line: 1 }

/** The findings as GitLab's code quality report; a place is needed there, so the job's file stands in where none is known. */
export function codeQuality(report: JobReport): readonly QualityIssue[] {
  return [
    ...report.checks.filter(({ isProven }) => !isProven).map(ofCheck),
    ...findingsOf(report).map((entry) => ofFinding(report, entry)),
  ]
}

function ofCheck({ name, words }: JobReport['checks'][number]): QualityIssue {
  return issue({
    description: `not proven: ${safeText(words)}`,
    check: `not-proven-${name}`,
    fingerprint: sha256Of(Buffer.from(`not-proven-${name}`)),
    severity: 'blocker',
    place: THE_JOB,
  })
}

function ofFinding(report: JobReport, entry: JobEntry): QualityIssue {
  return issue({
    description: findingText(entry),
    check: entry.code,
    fingerprint: fingerprintOf(entry),
    severity: entry.decision === 'block' ? 'critical' : 'minor',
    place: placeOf(report, entry) ?? THE_JOB,
  })
}

interface Told extends Pick<QualityIssue, 'description' | 'fingerprint' | 'severity'> {
  readonly check: string
  readonly place: Place
}

function issue({ check, place, ...told }: Told): QualityIssue {
  return { ...told, check_name: check, location: { path: place.file, lines: { begin: place.line } } }
}
