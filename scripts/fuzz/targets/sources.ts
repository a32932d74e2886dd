import { checkInitialRoot, updateFromTuf } from '../../../src/sources/tuf/index.ts'
import { TufError } from '../../../src/sources/tuf/tuf-error.ts'
import { readPublisherObject } from '../../../src/verdict/index.ts'
import { parseJson, EncodingError, isJsonObject } from '../../../src/encoding/index.ts'
import { createTufWorld } from '../../../test/world/tuf/index.ts'
import { attempt, textOf, type Target } from '../target.ts'

const errors = [TufError]
const NOW = Date.UTC(2026, 8, 1) / 1000
const world = createTufWorld({ trustedRoot: Buffer.from('{}'), now: NOW, consistent: false })
const ROLES = ['timestamp', 'snapshot', 'targets'] as const

/** The update as it would be with this file in the place of the one that its text is most like. */
const updateWith = (input: Uint8Array): Promise<unknown> => {
  const text = textOf(input)
  const role = ROLES.find((each) => text.includes(`"${each}"`)) ?? 'timestamp'
  const known = { root: world.firstRoot, timestamp: null, snapshot: null, targets: null }
  const repository = {
    where: '/mirror',
    read: (path: string) =>
      Promise.resolve(path === `${role}.json` ? input : (world.files.get(path) ?? null)),
  }
  return updateFromTuf({ known, trustedRoot: null, repository, now: NOW, onRoot: () => undefined })
}

export const sourcesTargets: readonly Target[] = [
  {
    name: 'tuf',
    errors,
    tokens: [
      '"_type"',
      'root',
      '"signed"',
      '"signatures"',
      '"keyid"',
      '"roles"',
      '"delegations"',
      '"expires"',
      '"meta"',
      '"hashes"',
      '2030-01-01T00:00:00Z',
    ],
    seeds: () => [world.firstRoot, ...ROLES.flatMap((role) => world.files.get(`${role}.json`) ?? [])],
    async run(input) {
      attempt(errors, () => checkInitialRoot('root.json', input))
      await updateWith(input)
    },
  },
  {
    name: 'publisher',
    errors: [EncodingError],
    tokens: [
      'GitHub',
      'GitLab',
      'Google',
      'CircleCI',
      'Buildkite',
      'ActiveState',
      '__proto__',
      'constructor',
    ],
    seeds: () => [
      '{"kind":"GitHub","repository":"a/b","workflow":"w.yml","environment":null}',
      '{"kind":"Google","email":"x"}',
    ],
    run(input) {
      const value = parseJson(input, { maxBytes: 16 * 1024, maxDepth: 24 })
      if (isJsonObject(value) && typeof value['kind'] === 'string')
        readPublisherObject({ ...value, kind: value['kind'] })
    },
  },
]
