/** The level of a SLSA provenance follows from who signed it: what the statement says of itself never raises it. */
import test from 'ava'
import { parseTrustedRoot, trustOf } from '../../../src/trust/index.ts'
import { createSigstoreWorld, SLSA_PREDICATE, type WorldPublisher } from '../../world/sigstore/index.ts'
import { artifactOf, evidenceOf, factsOf, NOW } from '../support.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const DIGEST = '0a'.repeat(32)
const V02 = 'https://slsa.dev/provenance/v0.2'
const COMMIT = '621e4974ca25ce531773def586ba3ed8e736b3fc'
const OWN = 'https://github.com/acme/pay/.github/workflows/release.yml@refs/heads/main'
const GENERATOR = 'https://github.com/slsa-framework/slsa-github-generator/.github/workflows/'
const GENERIC = `${GENERATOR}generator_generic_slsa3.yml@refs/tags/v2.1.0`
const SOURCE = 'https://github.com/acme/pay'

type GitHub = Extract<WorldPublisher, { kind: 'github' }>

const github = (change: Partial<GitHub> = {}): WorldPublisher => ({
  kind: 'github',
  repository: 'acme/pay',
  workflow: 'release.yml',
  ...change,
})

const v1 = (builder: string, source = SOURCE, commit = COMMIT) => ({
  buildDefinition: {
    buildType: 'https://actions.github.io/buildtypes/workflow/v1',
    resolvedDependencies: [{ uri: `git+${source}@refs/heads/main`, digest: { gitCommit: commit } }],
  },
  runDetails: { builder: { id: builder } },
})

const v02 = (builder: string, source = SOURCE, commit = COMMIT) => ({
  builder: { id: builder },
  buildType: 'https://github.com/slsa-framework/slsa-github-generator/generic@v1',
  invocation: { configSource: { uri: `git+${source}@refs/heads/main`, digest: { sha1: commit } } },
})

interface Wish {
  readonly publisher: WorldPublisher
  readonly predicate: unknown
  readonly predicateType?: string
}

const judge = async ({ publisher, predicate, predicateType = SLSA_PREDICATE }: Wish) => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const bundle = world.attest({ filename: FILE, sha256: DIGEST, publisher, predicate, predicateType })
  const evidence = [evidenceOf('pep740-attestation', bundle)]
  const [fact] = await factsOf({ artifact: artifactOf(FILE, DIGEST), evidence }, trust)
  if (fact?.check !== 'attestation' || fact.result !== 'ok') throw new Error('an attestation was expected')
  return fact
}

const levelOf = async (wish: Wish) => (await judge(wish)).build?.level

test('a provenance of either version is read: builder, type, source and commit', async (t) => {
  const isolated = github({ builder: GENERIC })
  const source = { repository: SOURCE, commit: COMMIT }
  t.like(await judge({ publisher: github(), predicate: v1(OWN) }), {
    predicate: 'slsa-provenance',
    builder: OWN,
    build: { buildType: 'https://actions.github.io/buildtypes/workflow/v1', source, level: 2 },
  })
  t.like(await judge({ publisher: isolated, predicate: v02(GENERIC), predicateType: V02 }), {
    predicate: 'slsa-provenance',
    builder: GENERIC,
    build: {
      buildType: 'https://github.com/slsa-framework/slsa-github-generator/generic@v1',
      source,
      level: 3,
    },
  })
})

test('what is not in its form, or is about something else, has no level at all', async (t) => {
  const { buildDefinition, runDetails } = v1(OWN)
  for (const predicate of [
    {},
    null,
    [],
    v02(OWN),
    { buildDefinition },
    { runDetails },
    { buildDefinition: { buildType: '' }, runDetails },
    { buildDefinition, runDetails: { builder: { id: '' } } },
    { buildDefinition, runDetails: { builder: { id: 'x'.repeat(1025) } } },
    { buildDefinition: { buildType: 'x'.repeat(2049) }, runDetails },
  ])
    t.is((await judge({ publisher: github(), predicate })).build, undefined, JSON.stringify(predicate))
  const longest = { buildDefinition, runDetails: { builder: { id: 'x'.repeat(1024) } } }
  t.is(await levelOf({ publisher: github(), predicate: longest }), 1)
  t.is((await judge({ publisher: github(), predicate: v1(OWN), predicateType: V02 })).build, undefined)
  const other = 'https://slsa.dev/provenance/v0.1'
  t.is((await judge({ publisher: github(), predicate: v1(OWN), predicateType: other })).build, undefined)
})

test('level 1: signed by people, keys of nobody’s platform, and on machines of one’s own', async (t) => {
  const mail = { kind: 'email', email: 'a@b.example' } as const
  t.is(await levelOf({ publisher: mail, predicate: v1(GENERIC) }), 1)
  const google = { kind: 'google', email: 'robot@acme.iam.gserviceaccount.com' } as const
  t.is(await levelOf({ publisher: google, predicate: v1(GENERIC) }), 1)
  t.is(await levelOf({ publisher: github({ runner: 'self-hosted' }), predicate: v1(OWN) }), 1)
  t.is(await levelOf({ publisher: github({ runner: '' }), predicate: v1(OWN) }), 1)
  const own = { kind: 'gitlab', home: 'https://gitlab.acme.example', repository: 'group/pay' } as const
  const config = 'https://gitlab.acme.example/group/pay//.gitlab-ci.yml@refs/heads/main'
  t.is(await levelOf({ publisher: own, predicate: v1(config, 'https://gitlab.acme.example/group/pay') }), 1)
})

test('level 2: the runners and the builder of a hosted platform', async (t) => {
  t.is(await levelOf({ publisher: github(), predicate: v1(OWN) }), 2)
  const npm = 'https://github.com/actions/runner/github-hosted'
  t.is(await levelOf({ publisher: github(), predicate: v1(npm) }), 2)
  const gitlab = { kind: 'gitlab', repository: 'group/pay' } as const
  const home = 'https://gitlab.com/group/pay'
  for (const id of [`${home}//.gitlab-ci.yml@refs/heads/main`, `${home}/-/runners/12270807`])
    t.is(await levelOf({ publisher: gitlab, predicate: v1(id, home) }), 2, id)
  for (const id of [`${home}/-/runners/`, `${home}x/-/runners/1`, 'https://gitlab.com/other/-/runners/1'])
    t.is(await levelOf({ publisher: gitlab, predicate: v1(id, home) }), 1, id)
  t.is(
    await levelOf({
      publisher: { ...gitlab, runner: 'self-hosted' },
      predicate: v1(`${home}/-/runners/1`, home),
    }),
    1,
  )
  const buildkite = { kind: 'buildkite', organization: 'acme', pipeline: 'pay' } as const
  t.is(await levelOf({ publisher: buildkite, predicate: v1('https://buildkite.com/acme/pay') }), 2)
  t.is(await levelOf({ publisher: buildkite, predicate: v1('https://buildkite.com/acme/other') }), 1)
})

const LIES: readonly (readonly [string, WorldPublisher, unknown])[] = [
  ['an isolated builder, signed by a workflow of the project’s own', github(), v1(GENERIC)],
  ['another workflow of the same repository', github(), v1(OWN.replace('release', 'other'))],
  ['another ref', github(), v1(OWN.replace('heads/main', 'tags/v1'))],
  ['another letter case', github(), v1(OWN.replace('acme', 'Acme'))],
  ['the builder without its ref', github(), v1(OWN.replace(/@.*/, ''))],
  ['another source', github(), v1(OWN, 'https://github.com/pallets/flask')],
  ['a source that begins alike', github(), v1(OWN, `${SOURCE}-2`)],
  ['another commit', github(), v1(OWN, SOURCE, 'f'.repeat(40))],
  ['another source, by an isolated builder', github({ builder: GENERIC }), v1(GENERIC, `${SOURCE}2`)],
  ['its own workflow, by an isolated builder', github({ builder: GENERIC }), v1(OWN)],
]

for (const [what, publisher, predicate] of LIES) {
  test(`a statement that names ${what} is of level 1, and says why`, async (t) => {
    const { build } = await judge({ publisher, predicate })
    t.is(build?.level, 1)
    t.regex(build?.why ?? '', /^it names the /)
  })
}

const NOT_ISOLATED = [
  `${GENERATOR}generator_generic_slsa3.yml@refs/heads/main`,
  `${GENERATOR}generator_generic_slsa3.yml@refs/tags/v2`,
  `${GENERATOR}generator_generic_slsa3.yml@refs/tags/v2.1`,
  `${GENERATOR}generator_generic_slsa3.yml@refs/tags/v2.1.0-rc.0`,
  `${GENERATOR}generator_generic_slsa3.yml@refs/tags/v2.1.0+1`,
  `${GENERATOR}generator_generic_slsa3.yml@refs/tags/v02.1.0`,
  `${GENERATOR}generator_generic_slsa3.yml@refs/tags/v2.1.0@refs/tags/v2.1.0`,
  `${GENERATOR}generator_generic_slsa3.yaml@refs/tags/v2.1.0`,
  `${GENERATOR}sub/generator_generic_slsa3.yml@refs/tags/v2.1.0`,
  `${GENERATOR}generator_container_slsa3.yml@refs/tags/v2.1.0`,
  `${GENERATOR}delegator_generic_slsa3.yml@refs/tags/v2.1.0`,
  GENERIC.replace('slsa-framework/', 'slsa-framework-2/'),
  GENERIC.replace('slsa-framework/', 'evil/slsa-framework/'),
  GENERIC.replace('https://github.com', 'https://github.com.evil.example'),
]

for (const builder of NOT_ISOLATED) {
  test(`level 3 is a closed table: ${builder} is of level 2`, async (t) => {
    t.is(await levelOf({ publisher: github({ builder }), predicate: v1(builder) }), 2)
  })
}

test('level 3 needs the platform’s own runners too', async (t) => {
  for (const name of [
    'generator_generic_slsa3.yml',
    'builder_go_slsa3.yml',
    'builder_container-based_slsa3.yml',
    'builder_docker-based_slsa3.yml',
  ]) {
    const builder = `${GENERATOR}${name}@refs/tags/v1.2.0`
    t.is(await levelOf({ publisher: github({ builder }), predicate: v1(builder) }), 3, name)
  }
  const self = github({ builder: GENERIC, runner: 'self-hosted' })
  t.is(await levelOf({ publisher: self, predicate: v1(GENERIC) }), 1)
  const npm = 'https://github.com/actions/runner/github-hosted'
  t.is(await levelOf({ publisher: github({ builder: GENERIC }), predicate: v1(npm) }), 2)
})

test('a source is told as it is written, and one in no known form is none', async (t) => {
  const sourceOf = async (dependencies: unknown) => {
    const { runDetails, buildDefinition } = v1(OWN)
    const definition = { ...buildDefinition, resolvedDependencies: dependencies }
    const fact = await judge({
      publisher: github(),
      predicate: { runDetails, buildDefinition: definition },
    })
    return fact.build?.source
  }
  t.deepEqual(
    await sourceOf([{ uri: 'pkg:pypi/x' }, 7, { uri: `git+${SOURCE}.git`, digest: { sha1: 'c' } }]),
    {
      repository: SOURCE,
      commit: 'c',
    },
  )
  for (const none of [[], {}, 'x', [{ uri: SOURCE }], [{ uri: SOURCE, digest: { sha256: 'c' } }]])
    t.is(await sourceOf(none), null, JSON.stringify(none))
})
