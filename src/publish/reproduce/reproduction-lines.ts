import { sha256Of, type JsonObject } from '../../encoding/index.ts'
import { safeText } from '../../verdict/index.ts'
import { differenceJson, differenceLines } from '../difference/index.ts'
import type { Attempt } from './plan/index.ts'
import type { BuiltTrial, Reproduction, ReproductionGrade, Trial } from './reproduction.ts'

const GRADES: Readonly<Record<ReproductionGrade, string>> = {
  identical: 'identical: the rebuild is the published file, byte for byte',
  container: 'container only: the same contents, packed differently',
  explained: 'explained: contents differ in line endings, generator lines or tags alone',
  different: 'different: contents differ',
  unbuilt: 'can’t be built',
}

/** A reproduction as lines for a person. */
export function reproductionLines({
  published,
  source,
  isolation,
  grade,
  best,
  trials,
}: Reproduction): readonly string[] {
  const from = source.kind === 'git' ? `commit ${source.commit}` : safeText(source.filename)
  const head = [`${safeText(published.filename)}  ${GRADES[grade]}`, `  from     ${from}`]
  if (best === null) return [...head, ...trials.flatMap(failureLines)]
  const { tools, attempt, comparison } = best
  const wheels = tools.wheels.map(({ project, version }) => `${project} ${version}`).join(', ')
  const [, ...differences] = differenceLines(comparison)
  return [
    ...head,
    `  tools    Python ${tools.python}, ${safeText(wheels)} (as of ${tools.asOf.slice(0, 10)})`,
    `  around   ${surroundingsText(attempt)}, ${isolation}`,
    ...differences,
  ]
}

/** The same for programs; stable keys. */
export function reproductionJson(reproduction: Reproduction): JsonObject {
  const { published, source, isolation, grade, best, trials } = reproduction
  return {
    file: published.filename,
    sha256: sha256Of(published.bytes),
    project: published.project,
    version: published.version,
    grade,
    source: { ...source },
    isolation,
    rebuilt: best === null ? null : { file: best.rebuilt.filename, sha256: sha256Of(best.rebuilt.bytes) },
    tools: best === null ? null : toolsJson(best.tools),
    surroundings: best === null ? null : { ...best.attempt },
    differences: best === null ? [] : JSON.parse(JSON.stringify(differenceJson(best.comparison).differences)),
    trials: trials.map(trialJson),
  }
}

/** What a build was surrounded by, in words. */
export function surroundingsText({ kind, zoneSeconds, asOnWindows, wheelTag }: Attempt): string {
  const base = {
    canonical: 'as `trustctl build` does, in canonical form',
    epoch: 'SOURCE_DATE_EPOCH from the published file',
    files: 'times and rights of the source, without SOURCE_DATE_EPOCH',
    replay: 'times, rights and clock of the published wheel',
  }[kind]
  const hours = zoneSeconds / 3600
  const zone = zoneSeconds === 0 ? '' : `, zone ${hours > 0 ? '+' : ''}${hours} h`
  return `${base}${zone}${asOnWindows ? ', as on Windows' : ''}${wheelTag === null ? '' : `, tag ${wheelTag}`}`
}

function toolsJson({ python, asOf, wheels }: BuiltTrial['tools']): JsonObject {
  return { python, asOf, wheels: wheels.map(({ filename, sha256 }) => ({ file: filename, sha256 })) }
}

function trialJson(trial: Trial): JsonObject {
  if (trial.kind === 'failed')
    return {
      python: trial.python,
      surroundings: trial.attempt && { ...trial.attempt },
      grade: 'unbuilt',
      why: trial.why,
    }
  const { tools, attempt, comparison } = trial
  const kinds = comparison.differences.map(({ kind }) => kind)
  return { python: tools.python, surroundings: { ...attempt }, grade: comparison.grade, differences: kinds }
}

const MAX_LINES = 12

function failureLines(trial: Trial): readonly string[] {
  if (trial.kind === 'built') return []
  const lines = trial.why.split('\n').slice(-MAX_LINES)
  return [`  Python ${trial.python}:`, ...lines.map((line) => `    ${safeText(line)}`)]
}
