import {
  parsePolicy,
  POLICY_LIMITS,
  type ParseOptions,
  type ParseResult,
  type PolicyProblem,
} from '../../policy/index.ts'
import { withVersion } from '../change/index.ts'
import { versionIn } from '../install/index.ts'
import { hasMarkers } from '../merge/index.ts'

/** What a policy must pass to be installed: YAML, schema, lint, and the tests that it carries. All problems of a stage at once. */
export function checkText(text: string, options: ParseOptions): ParseResult {
  const markers = hasMarkers(text) ? markerProblems(text) : []
  return markers.length > 0 ? { ok: false, problems: markers } : parsePolicy(text, options)
}

function markerProblems(text: string): readonly PolicyProblem[] {
  return text
    .split('\n')
    .flatMap((line, at): readonly PolicyProblem[] => {
      if (!hasMarkers(line)) return []
      const message = 'a marker of the merge is left; both sides stand between them'
      return [
        {
          code: 'syntax',
          message,
          line: at + 1,
          column: 1,
          hint: 'keep what is right and remove the marker lines',
        },
      ]
    })
    .slice(0, POLICY_LIMITS.maxProblems)
}

/** The text as it is installed over one of version `before`: raised by one where the person left the version as it was. */
export function raised(text: string, before: number | null): string {
  return before !== null && versionIn(text) === before ? withVersion(text, before + 1) : text
}
