import type { FileArtifact } from '../../src/artifact/index.ts'
import type { DecisionRecord } from '../../src/protocol/index.ts'
import type { Evaluation, PolicyQuestion } from '../../src/policy/index.ts'
import { parseProjectName, parseVersion } from '../../src/python/index.ts'
import type { Fact } from '../../src/verdict/index.ts'
import { known, NOW, RUN, sha } from '../policy/world.ts'

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
  const { letter = 'a', facts = [], at = NOW, decision = 'allow', offer = 'none', unknown = false } = changes
  const circumstances = {
    offer,
    ownFacts: facts.length,
    source: null,
    remembered: null,
    seenOn: [],
    bypass: null,
  }
  return {
    at,
    run: RUN,
    artifact: wheelOf(changes),
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
    circumstances: unknown ? null : circumstances,
  }
}

function wheelOf({ project = 'flask', letter = 'a' }: RecordChanges): FileArtifact {
  const filename = `${project}-3.1.2-py3-none-any.whl`
  return {
    kind: 'wheel',
    channel: 'index',
    location: `https://files.example/${filename}`,
    namedByUser: true,
    index: { url: 'https://packages.example/simple/', insecure: false },
    project: known(parseProjectName(project)),
    version: known(parseVersion('3.1.2')),
    filename,
    sha256: sha(letter),
    size: 1,
  }
}
