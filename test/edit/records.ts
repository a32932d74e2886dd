import type { Artifact } from '../../src/artifact/index.ts'
import type { DecisionRecord } from '../../src/protocol/index.ts'
import type { Evaluation, PolicyQuestion } from '../../src/policy/index.ts'
import { parseProjectName } from '../../src/python/index.ts'
import type { Fact } from '../../src/verdict/index.ts'
import { artifactOf, known, NOW, RUN, sha } from '../policy/world.ts'

export interface RecordChanges {
  readonly project?: string
  readonly letter?: string
  readonly facts?: readonly Fact[]
  readonly at?: number
  readonly decision?: Evaluation['decision']
  readonly offer?: PolicyQuestion['offer']
  readonly unknown?: boolean
}

/** A recorded decision about a wheel from an index, with all that it can be replayed from. */
export function recordOf(changes: RecordChanges = {}): DecisionRecord {
  const {
    project = 'flask',
    letter = 'a',
    facts = [],
    at = NOW,
    decision = 'allow',
    offer = 'none',
  } = changes
  const artifact = { ...artifactOf({ project }), sha256: sha(letter) } as Artifact
  return {
    at,
    run: RUN,
    artifact:
      'filename' in artifact
        ? {
            ...artifact,
            project: known(parseProjectName(project)),
            filename: `${project}-3.1.2-py3-none-any.whl`,
          }
        : artifact,
    verdict: {
      decision,
      code: 'TC0000',
      ref: `TC0000-${letter.repeat(4)}`,
      policy: { name: 'acme', version: 1, digest: 'd'.repeat(64), at: null },
      rule: 'rest',
      exception: null,
      reasons: [],
      facts,
      fromCache: false,
    },
    circumstances:
      changes.unknown === true
        ? null
        : { offer, ownFacts: facts.length, source: null, remembered: null, seenOn: [], bypass: null },
  }
}
