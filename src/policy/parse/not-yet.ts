import type { PolicyProblem } from '../policy-problem.ts'
import type { PolicyFile } from '../schema/index.ts'
import type { YamlText } from './read-yaml.ts'

/**
 * What the file asks for and this version can't hold it to: refused by name, so that nothing is silently ignored.
 * Everything else of the language is enforced.
 */
export function notYetProblems({ availability }: PolicyFile, yaml: YamlText): readonly PolicyProblem[] {
  if (availability?.revocations === undefined) return []
  const place = yaml.where(['availability', 'revocations'], 'key')
  const message = `\`revocations\` needs facts that this version does not gather yet; remove it at line ${place.line}`
  return [{ code: 'not-yet', message, ...place, hint: null }]
}
