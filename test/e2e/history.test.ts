/**
 * A project's own history, planted on an index: what was attested and is no more, who attests instead, and what only
 * looks like it. On a machine that installed the earlier releases, and on a fresh one that has the index's listing alone.
 */
import test, { type ExecutionContext } from 'ava'
import { makeWheel, type ServedFile } from '../world/index/index.ts'
import { createSigstoreWorld, type World, type WorldPublisher } from '../world/sigstore/index.ts'
import {
  attested,
  installedIn,
  openScene,
  sampled,
  served,
  story,
  trustWorld,
  type GuardedResult,
  type Scene,
} from './harness/index.ts'

type GitHub = Extract<WorldPublisher, { kind: 'github' }>

const OURS: GitHub = {
  kind: 'github',
  repository: 'acme/alpha',
  workflow: 'release.yml',
  repositoryId: '1001',
  ownerId: '77',
}

const wheel = (version: string) => makeWheel({ project: 'alpha', version })
const by = (world: World, version: string, changes: Partial<GitHub> = {}): ServedFile =>
  attested(world, wheel(version), { publisher: { ...OURS, ...changes } })

const EARLIER = ['3.1.0', '3.1.1', '3.1.2']

interface Planted {
  readonly name: string
  /** The release that comes after `EARLIER`. */
  readonly next: (world: World) => ServedFile
  readonly version: string
  readonly code: 'TC2103' | 'TC2204' | null
  readonly relation?: string
}

const PLANTED: readonly Planted[] = [
  { name: 'without an attestation', version: '3.1.3', next: () => served(wheel('3.1.3')), code: 'TC2103' },
  {
    name: 'by another workflow',
    version: '3.1.3',
    next: (world) => by(world, '3.1.3', { workflow: 'nightly.yml' }),
    code: 'TC2204',
  },
  {
    name: 'by another repository',
    version: '3.1.3',
    next: (world) => by(world, '3.1.3', { repository: 'evil/alpha', repositoryId: '6666', ownerId: '66' }),
    code: 'TC2204',
  },
  {
    name: 'by a name that came back under other ids',
    version: '3.1.3',
    next: (world) => by(world, '3.1.3', { repositoryId: '6666', ownerId: '66' }),
    code: 'TC2204',
  },
  {
    name: 'by the same repository under another name',
    version: '3.1.3',
    next: (world) => by(world, '3.1.3', { repository: 'acme-labs/alpha-py' }),
    code: null,
    relation: 'renamed',
  },
  {
    name: 'by the same publisher',
    version: '3.1.3',
    next: (world) => by(world, '3.1.3'),
    code: null,
    relation: 'same',
  },
]

async function openHistory(
  t: ExecutionContext,
  files: (world: World) => readonly ServedFile[],
): Promise<{ readonly scene: Scene; readonly world: World }> {
  const world = await createSigstoreWorld()
  const scene = await openScene(t, { site: { projects: [{ name: 'alpha', files: files(world) }] } })
  await trustWorld(scene.home, world)
  return { scene, world }
}

function relationIn({ report }: GuardedResult, version: string): unknown {
  const artifact = report?.artifacts.find((each) => each.version === version)
  const fact = artifact?.facts.find((each) => isFact(each) && each.check === 'publisher')
  return isFact(fact) ? fact.relation : null
}

function isFact(value: unknown): value is { readonly check: unknown; readonly relation?: unknown } {
  return typeof value === 'object' && value !== null && 'check' in value
}

async function expectPlanted(
  t: ExecutionContext,
  { version, code, relation }: Planted,
  scene: Scene,
  result: GuardedResult,
): Promise<void> {
  if (code === null) {
    t.is(result.code, 0, story(result))
    t.deepEqual(result.codes, [], story(result))
    t.deepEqual(await scene.installed(), [`alpha-${version}`])
    t.is(relationIn(result, version), relation, story(result))
    const told = result.stderr.split('\n').filter((line) => line.includes('the same repository'))
    t.is(told.length, relation === 'renamed' ? 1 : 0, story(result))
    return
  }
  t.not(result.code, 0, story(result))
  t.deepEqual(result.codes, [code], story(result))
  t.false((await scene.installed()).includes(`alpha-${version}`), story(result))
}

const earlier = (world: World): readonly ServedFile[] => EARLIER.map((version) => by(world, version))

for (const planted of sampled('history, installed', PLANTED, 2)) {
  test.serial(`a release ${planted.name}, after three that were attested and installed`, async (t) => {
    const { scene, world } = await openHistory(t, earlier)
    for (const version of EARLIER) {
      const result = await scene.pip(['install', '--no-cache-dir', `alpha==${version}`])
      t.is(result.code, 0, story(result))
    }
    const files = [...earlier(world), planted.next(world)]
    scene.index.replace({ api: '1.4', projects: [{ name: 'alpha', files }] })
    const result = await scene.pip(['install', '--no-cache-dir', '--upgrade', 'alpha'])
    await expectPlanted(t, planted, scene, result)
  })
}

for (const planted of sampled('history, fresh', PLANTED, 2)) {
  test.serial(
    `a release ${planted.name}, after three that a fresh machine has never installed`,
    async (t) => {
      const { scene } = await openHistory(t, (world) => [
        ...EARLIER.map((version) => by(world, version)),
        planted.next(world),
      ])
      await expectPlanted(t, planted, scene, await scene.pip(['install', '--no-cache-dir', 'alpha']))
    },
  )
}

test.serial(
  'a fix release of an old line that was never attested is nothing, beside a new line that is',
  async (t) => {
    const { scene } = await openHistory(t, (world) => [
      served(wheel('2.3.0')),
      ...EARLIER.map((version) => by(world, version)),
      served(wheel('2.3.1')),
    ])
    const newest = await scene.pip(['install', '--no-cache-dir', 'alpha'])
    t.is(newest.code, 0, story(newest))
    const old = await scene.pip(['install', '--no-cache-dir', 'alpha==2.3.1'])
    t.is(old.code, 0, story(old))
    t.deepEqual(old.codes, [], story(old))
    t.deepEqual(await scene.installed(), ['alpha-2.3.1'])
  },
)

test.serial('what was lost stays lost where the index forgets the earlier releases', async (t) => {
  const { scene } = await openHistory(t, earlier)
  t.is((await scene.pip(['install', '--no-cache-dir', 'alpha'])).code, 0)
  scene.index.replace({ api: '1.4', projects: [{ name: 'alpha', files: [served(wheel('3.1.3'))] }] })
  const venv = await scene.home.venv(scene.venv.pair)
  const result = await scene.pip(['install', '--no-cache-dir', 'alpha'], { venv })
  t.not(result.code, 0, story(result))
  t.deepEqual(result.codes, ['TC2103'], story(result))
  t.deepEqual(await installedIn(venv), [])
})

test.serial('a project in quarantine is refused, one that is archived is not', async (t) => {
  const scene = await openScene(t, {
    site: {
      projects: [
        {
          name: 'alpha',
          files: [served(wheel('1.0'))],
          status: { status: 'quarantined', reason: 'malware' },
        },
        {
          name: 'beta',
          files: [served(makeWheel({ project: 'beta', version: '1.0' }))],
          status: { status: 'archived' },
        },
      ],
    },
  })
  const refused = await scene.pip(['install', 'alpha'])
  t.not(refused.code, 0, story(refused))
  t.deepEqual(refused.codes, ['TC4013'], story(refused))
  const archived = await scene.pip(['install', 'beta'])
  t.is(archived.code, 0, story(archived))
  t.deepEqual(await scene.installed(), ['beta-1.0'])
})
