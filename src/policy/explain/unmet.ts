import { matches, type Subject } from '../evaluate/index.ts'
import type { Match } from '../policy.ts'
import type { MatchEntry } from '../schema/index.ts'
import type { Unmet } from './explanation.ts'

/** Conditions of a `match` that do not hold, as they are written and as it was found. */
export function unmetConditions(match: Match, written: MatchEntry, subject: Subject): readonly Unmet[] {
  return CONDITIONS.flatMap((condition) => {
    const wanted = written[condition]
    if (wanted === undefined || matches(onlyOf(match, condition), subject)) return []
    return [{ condition, wanted, found: foundText(condition, subject) }]
  })
}

type Condition = Unmet['condition']

const CONDITIONS: readonly Condition[] = [
  'project',
  'projectNot',
  'index',
  'indexNot',
  'kind',
  'channel',
  'context',
]

const NOTHING: Match = {
  project: null,
  projectNot: null,
  anyProject: false,
  index: null,
  indexNot: null,
  kind: null,
  channel: null,
  context: null,
}

/** A match with that condition alone. */
function onlyOf(match: Match, condition: Condition): Match {
  return { ...NOTHING, anyProject: match.anyProject, [condition]: match[condition] }
}

function foundText(condition: Condition, subject: Subject): string {
  switch (condition) {
    case 'project':
    case 'projectNot':
      return subject.project ?? 'a tree whose name is not known yet'
    case 'index':
    case 'indexNot':
      return subject.indexes.length === 0 ? 'no index' : subject.indexes.join(', ')
    case 'kind':
    case 'channel':
    case 'context':
      return subject[condition]
  }
}
