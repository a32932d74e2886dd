import test from 'ava'
import { withhold } from '../../src/policy/index.ts'
import { parseProjectName, parseVersion } from '../../src/python/index.ts'
import type { DatedListing } from '../../src/verdict/index.ts'
import { known, NOW, policyOf, sha } from './world.ts'

const HOUR = 3600
const filename = 'alpha-1.1-py3-none-any.whl'

const listing = (pinned: readonly string[] | null, publishedAt = NOW - 5 * HOUR): DatedListing => ({
  index: { url: 'https://packages.example/simple/', insecure: false },
  project: known(parseProjectName('alpha')),
  status: null,
  offersProvenance: true,
  ...(pinned !== null && { pinned }),
  files: [
    {
      filename,
      version: known(parseVersion('1.1')),
      kind: 'wheel',
      sha256: sha('a'),
      uploadedAt: publishedAt,
      publishedAt,
      attested: false,
      yanked: false,
    },
  ],
})

const policy = (ages: string) =>
  policyOf(`requirements: { cooled: { all: [${ages}] } }
rules: [ { id: all, match: { project: ["*"] }, require: [cooled], onTooYoung: older } ]
`)

const LENIENT = '{ age: { min: 72h, unlessPinned: true } }'
const STRICT = '{ age: { min: 24h } }'

const kept = (pinned: readonly string[] | null) =>
  withhold(listing(pinned), 'workstation', [policy(LENIENT)], NOW)

test('a pinned file stays where the rule lets a pin stand for age, and only that file', (t) => {
  t.deepEqual(kept([filename]), [])
  t.is(kept(null).length, 1)
  t.is(kept(['alpha-1.0-py3-none-any.whl']).length, 1)
})

test('an age that no pin stands for holds back a pinned file, by its own length', (t) => {
  const found = withhold(listing([filename]), 'workstation', [policy(`${LENIENT}, ${STRICT}`)], NOW)
  t.deepEqual(
    found.map(({ minAgeSeconds }) => minAgeSeconds),
    [24 * HOUR],
  )
})

test('a pinned file whose time lies ahead stays as well', (t) => {
  t.deepEqual(withhold(listing([filename], NOW + HOUR), 'workstation', [policy(LENIENT)], NOW), [])
})
