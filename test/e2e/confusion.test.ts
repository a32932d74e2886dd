/**
 * Dependency confusion: a name of a private index, and a public index that offers a higher version of it. Whatever road
 * pip is sent on, and whether the private index is up, down or silent: nothing public is installed, and the public index
 * is never asked about the name.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { makeWheel, startIndex, type IndexServer, type Site } from '../world/index/index.ts'
import {
  installedIn,
  openScene,
  sampled,
  served,
  story,
  type GuardedResult,
  type Scene,
  type Venv,
} from './harness/index.ts'

const ours = makeWheel({ project: 'acme-pay', version: '1.0' })
const theirs = makeWheel({ project: 'acme-pay', version: '9.9' })
const LINKS = '/links/wheels.html'

const PRIVATE: Site = {
  api: '1.4',
  projects: [{ name: 'acme-pay', files: [served(ours)] }],
}
const PUBLIC: Partial<Site> = {
  projects: [
    { name: 'acme-pay', files: [served(theirs)] },
    { name: 'app', files: [served(makeWheel({ project: 'app', version: '1.0', requires: ['acme-pay'] }))] },
    { name: 'other', files: [served(makeWheel({ project: 'other', version: '1.0' }))] },
  ],
  extras: {
    [LINKS]: {
      contentType: 'text/html',
      body: `<!DOCTYPE html><html><body><a href="/files/${theirs.filename}">x</a></body></html>`,
    },
  },
}

type State = 'up' | 'down' | 'silent'

/** A public index (the scene's own) and a private one, which the user's policy knows. */
interface Indexes {
  readonly scene: Scene
  readonly venv: Venv
  readonly open: string
  readonly secret: string
}

interface Road {
  readonly name: string
  /** What is installed where the private index is up. */
  readonly installs: readonly string[]
  /** Only the newest pip goes this way: it takes fresh pages from its cache without a word. */
  readonly isNewest?: boolean
  readonly pip: (indexes: Indexes) => Promise<GuardedResult>
}

/** Bounded, so that a silent index is not waited for again and again. */
const BRIEF = ['--no-cache-dir', '--retries', '0', '--timeout', '13']

const install = async (
  { scene, venv }: Indexes,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<GuardedResult> => await scene.pip(['install', ...BRIEF, ...args], { venv, env })

const ROADS: readonly Road[] = [
  {
    name: 'the private index as the extra one',
    installs: ['acme_pay-1.0'],
    pip: (at) => install(at, ['-i', at.open, '--extra-index-url', at.secret, 'acme-pay']),
  },
  {
    name: 'the private index as the main one',
    installs: ['acme_pay-1.0'],
    pip: (at) => install(at, ['-i', at.secret, '--extra-index-url', at.open, 'acme-pay']),
  },
  {
    name: 'a requirement of a public project',
    installs: ['acme_pay-1.0', 'app-1.0'],
    pip: (at) => install(at, ['-i', at.open, '--extra-index-url', at.secret, 'app']),
  },
  {
    name: 'the name spelled otherwise',
    installs: ['acme_pay-1.0'],
    pip: (at) => install(at, ['-i', at.open, '--extra-index-url', at.secret, 'Acme_Pay']),
  },
  {
    name: 'a requirements file that names the private index',
    installs: ['acme_pay-1.0'],
    pip: async (at) => {
      const file = join(at.scene.home.work, 'requirements.txt')
      await writeFile(file, `--extra-index-url ${at.secret}\nacme-pay\n`)
      return install(at, ['-r', file])
    },
  },
  {
    name: 'a requirements file from elsewhere that names the private index',
    installs: ['acme_pay-1.0'],
    pip: async (at) => {
      const extras = {
        '/r.txt': { contentType: 'text/plain', body: `--extra-index-url ${at.secret}\nacme-pay\n` },
      }
      at.scene.index.replace({ api: '1.4', projects: [], ...PUBLIC, extras })
      return install(at, ['-r', `${at.scene.index.base}/r.txt`])
    },
  },
  {
    name: 'pip.conf',
    installs: ['acme_pay-1.0'],
    pip: async (at) => {
      const file = join(at.scene.home.root, 'pip.conf')
      await writeFile(file, `[global]\nextra-index-url = ${at.secret}\n`)
      return install(at, ['acme-pay'], { PIP_CONFIG_FILE: file })
    },
  },
  {
    name: 'PIP_EXTRA_INDEX_URL',
    installs: ['acme_pay-1.0'],
    pip: (at) => install(at, ['acme-pay'], { PIP_EXTRA_INDEX_URL: at.secret }),
  },
  {
    name: 'a public page of links',
    installs: [],
    pip: (at) => install(at, ['-i', at.secret, '-f', new URL(LINKS, at.open).href, 'acme-pay']),
  },
  {
    name: 'a page and a file of the public index in pip’s cache',
    installs: ['acme_pay-1.0'],
    isNewest: true,
    pip: async (at) => {
      const env = { PIP_CACHE_DIR: join(at.scene.home.root, 'cache') }
      const fetched = ['download', '-q', '--no-deps', '-d', at.scene.home.work, '-i', at.open, 'acme-pay']
      const bare = await at.scene.barePip(fetched, { venv: at.venv, env })
      if (bare.code !== 0) throw new Error(bare.stderr)
      at.scene.index.forget()
      const args = ['-i', at.open, '--extra-index-url', at.secret, 'acme-pay']
      return at.scene.pip(['install', '--retries', '0', '--timeout', '13', ...args], { venv: at.venv, env })
    },
  },
]

async function openIndexes(
  t: ExecutionContext,
  state: State,
  { isNewest = false }: Pick<Road, 'isNewest'> = {},
): Promise<{ readonly scene: Scene; readonly secret: IndexServer }> {
  const scene = await openScene(t, { site: PUBLIC, wanted: ({ pip }) => !isNewest || pip === 'newest' })
  const transport = { silentPages: state === 'silent' }
  const secret = await startIndex(PRIVATE, { authority: scene.authority, transport })
  t.teardown(secret.close)
  await scene.home.writePolicy(`apiVersion: trustctl/v1
kind: Policy
metadata: { name: confusion, version: 1 }
extends: [preset:balanced]
indexes:
  acme: { url: "${secret.indexUrl}", private: true }
`)
  if (state === 'down') await secret.close()
  return { scene, secret }
}

const askedAbout = ({ index }: Scene): readonly string[] =>
  index.requests().flatMap(({ path }) => (/acme[-_.]pay/i.test(path) ? [path] : []))

function expectNothingPublic(t: ExecutionContext, road: Road, scene: Scene, result: GuardedResult): void {
  t.deepEqual(askedAbout(scene), [], `${road.name}\n${story(result)}`)
}

for (const road of sampled('confusion, up', ROADS, 3)) {
  test.serial(`${road.name}, private index up: its own release is what pip gets`, async (t) => {
    const { scene, secret } = await openIndexes(t, 'up', road)
    const at = { scene, venv: scene.venv, open: scene.index.indexUrl, secret: secret.indexUrl }
    const result = await road.pip(at)
    expectNothingPublic(t, road, scene, result)
    const held = await scene.installed()
    // pip that takes a public page from its cache without a word chooses the public file, and is refused it.
    const isRefused = result.code !== 0 && held.length === 0 && result.codes.includes('TC4011')
    if (road.installs.length === 0) t.true(isRefused, story(result))
    else if (!isRefused || road.isNewest !== true) {
      t.is(result.code, 0, story(result))
      t.deepEqual(held, road.installs, story(result))
    }
  })
}

for (const road of sampled('confusion, down', ROADS, 3)) {
  test.serial(`${road.name}, private index down: nothing is installed`, async (t) => {
    const { scene, secret } = await openIndexes(t, 'down', road)
    const at = { scene, venv: scene.venv, open: scene.index.indexUrl, secret: secret.indexUrl }
    const result = await road.pip(at)
    expectNothingPublic(t, road, scene, result)
    t.not(result.code, 0, story(result))
    t.true(result.codes.includes('TC4018'), story(result))
    t.regex(result.stderr, /BLOCK/)
    t.deepEqual(await scene.installed(), [], story(result))
  })
}

test.serial('on every road, private index silent: nothing is installed', async (t) => {
  const { scene, secret } = await openIndexes(t, 'silent')
  await Promise.all(
    ROADS.filter(({ name }) => !/cache|elsewhere/.test(name)).map(async (road) => {
      const venv = await scene.home.venv(scene.venv.pair)
      const at = { scene, venv, open: scene.index.indexUrl, secret: secret.indexUrl }
      const result = await road.pip(at)
      expectNothingPublic(t, road, scene, result)
      t.not(result.code, 0, `${road.name}\n${story(result)}`)
      t.true(result.codes.includes('TC4018'), `${road.name}\n${story(result)}`)
      t.deepEqual(await installedIn(venv), [], road.name)
    }),
  )
})

test.serial(
  'a public project is installed from the public index while the private one says that it has none',
  async (t) => {
    const { scene, secret } = await openIndexes(t, 'up')
    const result = await scene.pip(['install', '--extra-index-url', secret.indexUrl, 'other'])
    t.is(result.code, 0, story(result))
    t.deepEqual(result.codes, [], story(result))
    t.deepEqual(await scene.installed(), ['other-1.0'])
  },
)

test.serial(
  'a name that was seen on the private index once is not asked of another where the private one is not used',
  async (t) => {
    const { scene, secret } = await openIndexes(t, 'up')
    const first = await scene.pip(['install', '-i', secret.indexUrl, 'acme-pay'])
    t.is(first.code, 0, story(first))
    const venv = await scene.home.venv(scene.venv.pair)
    const result = await scene.pip(['install', 'acme-pay'], { venv })
    t.not(result.code, 0, story(result))
    t.deepEqual(result.codes, ['TC4011'], story(result))
    t.deepEqual(askedAbout(scene), [])
    t.deepEqual(await installedIn(venv), [])
  },
)

test.serial(
  'a rule that gives a name to an index keeps others from being asked, without a private index',
  async (t) => {
    const scene = await openScene(t, { site: PUBLIC })
    await scene.home.writePolicy(`apiVersion: trustctl/v1
kind: Policy
metadata: { name: confusion, version: 1 }
extends: [preset:balanced]
indexes:
  acme: { url: "https://packages.example/simple/" }
rules:
  - { id: our-names, match: { project: ["acme-*"], indexNot: [acme] }, deny: "acme-* only comes from our index" }
`)
    const result = await scene.pip(['install', 'acme-pay'])
    t.not(result.code, 0, story(result))
    t.deepEqual(result.codes, ['TC4001'], story(result))
    t.regex(result.stderr, /acme-\* only comes from our index/)
    t.deepEqual(askedAbout(scene), [])
  },
)
