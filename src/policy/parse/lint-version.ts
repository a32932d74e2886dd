import { matchesSpecifier, parseSpecifierSet, parseVersion } from '../../python/index.ts'
import { LANGUAGE_VERSION } from '../limits.ts'
import type { PolicyProblem } from '../policy-problem.ts'
import { problemAt, type Layer } from './layer.ts'

/** The file must be readable by this version of the language, and not older than the one in force. */
export function lintVersion(layer: Layer, loadedVersion: number | null): readonly PolicyProblem[] {
  return [...requiresProblems(layer), ...olderProblems(layer, loadedVersion)]
}

function requiresProblems(layer: Layer): readonly PolicyProblem[] {
  const { requires } = layer.file.metadata
  if (requires === undefined) return []
  const path = ['metadata', 'requires']
  const wanted = parseSpecifierSet(requires)
  const language = parseVersion(LANGUAGE_VERSION)
  if (wanted === null)
    return [problemAt(layer, path, { code: 'value', message: `\`${requires}\` is no version specifier` })]
  if (language !== null && matchesSpecifier(wanted, language)) return []
  const message = `this file requires policy language ${requires}; this version of pip-trust reads ${LANGUAGE_VERSION}`
  return [problemAt(layer, path, { code: 'newer', message, hint: 'install a newer pip-trust' })]
}

function olderProblems(layer: Layer, loadedVersion: number | null): readonly PolicyProblem[] {
  const { version } = layer.file.metadata
  if (loadedVersion === null || version >= loadedVersion) return []
  const message = `version ${version} is lower than ${loadedVersion}, which is in force`
  const hint = `to go back to an old content, give it version ${loadedVersion + 1}`
  return [problemAt(layer, ['metadata', 'version'], { code: 'older', message, hint })]
}
