import { dayStart } from '../duration.ts'
import { DEFAULT_EXCEPTION_DAYS } from '../limits.ts'
import type { PolicyProblem } from '../policy-problem.ts'
import { parseSpecifierSet } from '../../python/index.ts'
import type { ExceptionEntry, PolicyFile } from '../schema/index.ts'
import { problemAt, type Layer } from './layer.ts'

const SECONDS_A_DAY = 86_400

/** An exception ends, soon enough, and names versions that can be read. */
export function lintExceptions(layer: Layer, merged: PolicyFile): readonly PolicyProblem[] {
  const maxDays = merged.limits?.exceptionMaxDays ?? DEFAULT_EXCEPTION_DAYS
  return (layer.file.exceptions ?? []).flatMap((exception, at) => [
    ...termProblems(layer, exception, at, maxDays),
    ...versionProblems(layer, exception, at),
  ])
}

function termProblems(
  layer: Layer,
  exception: ExceptionEntry,
  at: number,
  maxDays: number,
): readonly PolicyProblem[] {
  const days = (dayStart(exception.expires) - dayStart(exception.created)) / SECONDS_A_DAY
  if (days > 0 && days <= maxDays) return []
  const message =
    days > 0
      ? `\`${exception.id}\` lasts ${days} days; \`limits.exceptionMaxDays\` is ${maxDays}`
      : `\`${exception.id}\` ends before it begins`
  return [problemAt(layer, ['exceptions', at, 'expires'], { code: 'exception-bounds', message })]
}

function versionProblems(layer: Layer, exception: ExceptionEntry, at: number): readonly PolicyProblem[] {
  const { version } = exception.match
  if (version === undefined || parseSpecifierSet(version) !== null) return []
  const message = `\`${version}\` is no version specifier, like ==1.4.2`
  return [problemAt(layer, ['exceptions', at, 'match', 'version'], { code: 'value', message })]
}
