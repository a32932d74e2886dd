import { REASONS } from '../../../verdict/index.ts'
import { workflowCommand, type Annotation } from '../runner/github-command.ts'
import type { JobEntry } from '../results/job-entry.ts'
import { findingsOf, findingText, logText, placeOf, type JobReport } from './job-report.ts'

/** GitHub shows no more of one kind in a step. */
export const MAX_ANNOTATIONS = 10

/** Workflow commands, worst first: what isn't proven, then refusals, then warnings; the last one counts what is left out. */
export function annotationLines(report: JobReport): readonly string[] {
  const all = [
    ...report.checks.filter(({ isProven }) => !isProven).map(ofCheck),
    ...findingsOf(report).map((entry) => ofFinding(report, entry)),
  ]
  if (all.length <= MAX_ANNOTATIONS) return all.map(workflowCommand)
  const shown = all.slice(0, MAX_ANNOTATIONS - 1)
  return [...shown, leftOut(all.length - shown.length)].map(workflowCommand)
}

function ofCheck({ name, words, hint }: JobReport['checks'][number]): Annotation {
  const message = hint === null ? logText(words) : `${logText(words)}\n${logText(hint)}`
  return { level: 'error', title: `pip-trust: not proven: ${name}`, message, at: null }
}

function ofFinding(report: JobReport, entry: JobEntry): Annotation {
  return {
    level: entry.decision === 'block' ? 'error' : 'warning',
    title: `pip-trust: ${entry.code} ${REASONS[entry.code].slug}`,
    message: findingText(entry),
    at: placeOf(report, entry),
  }
}

function leftOut(count: number): Annotation {
  return {
    level: 'notice',
    title: 'pip-trust',
    message: `${count} more are in the step’s summary and in the reports`,
    at: null,
  }
}
