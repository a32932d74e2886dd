/** A lock file that names who must have published its packages (PEP 751), with the pips that read lock files. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { makeSdist, makeWheel, sha256Hex, type Distribution, type ServedFile } from '../world/index/index.ts'
import { createSigstoreWorld, type World, type WorldPublisher } from '../world/sigstore/index.ts'
import { attested, openScene, served, story, trustWorld, type Scene } from './harness/index.ts'

const alpha = makeWheel({ project: 'alpha', version: '1.0' })
const beta = makeSdist({ project: 'beta', version: '1.0' })
const ACME: WorldPublisher = {
  kind: 'github',
  repository: 'acme/alpha',
  workflow: 'release.yml',
  environment: 'pypi',
}
const IDENTITY =
  '{ kind = "GitHub", repository = "acme/alpha", workflow = "release.yml", environment = "pypi" }'
const PERMISSIVE = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: open, version: 1 }
rules:
  - { id: all, match: { project: ["*"] }, require: [] }
`

const by =
  (publisher: WorldPublisher) =>
  (world: World): ServedFile =>
    attested(world, alpha, { publisher })

const unattested = (): ServedFile => served(alpha)

async function sceneOf(t: ExecutionContext, file: (world: World) => ServedFile): Promise<Scene> {
  const world = await createSigstoreWorld()
  const projects = [
    { name: 'alpha', files: [file(world)] },
    { name: 'beta', files: [served(beta)] },
  ]
  const scene = await openScene(t, {
    site: { api: '1.4', projects },
    wanted: ({ pip }) => pip === 'newest',
  })
  await trustWorld(scene.home, world)
  await scene.home.writePolicy(PERMISSIVE)
  return scene
}

async function lockOf(scene: Scene, identities: string, file: Distribution = alpha): Promise<string> {
  const [name = ''] = file.filename.split('-')
  const entry = `{ name = "${file.filename}", url = "${scene.index.base}/files/${file.filename}", hashes = { sha256 = "${sha256Hex(file.bytes)}" } }`
  const files = file.filename.endsWith('.whl') ? `wheels = [${entry}]` : `sdist = ${entry}`
  const path = join(scene.home.work, 'pylock.toml')
  await writeFile(
    path,
    `lock-version = "1.0"\ncreated-by = "world"\n\n[[packages]]\nname = "${name}"\nversion = "1.0"\n${files}\n${identities}\n`,
  )
  return path
}

test.serial('the publisher that the lock file names: it is installed', async (t) => {
  const scene = await sceneOf(t, by(ACME))
  const result = await scene.pip([
    'install',
    '-r',
    await lockOf(scene, `attestation-identities = [${IDENTITY}]`),
  ])
  t.is(result.code, 0, story(result))
  t.deepEqual(result.codes, [], story(result))
  t.deepEqual(await scene.installed(), ['alpha-1.0'])
})

const OTHERS: readonly (readonly [string, WorldPublisher])[] = [
  ['repository', { ...ACME, repository: 'evil/alpha' }],
  ['workflow', { ...ACME, workflow: 'ci.yml' }],
  ['environment', { ...ACME, environment: 'testing' }],
  ['kind', { kind: 'gitlab', repository: 'acme/alpha', workflow: 'release.yml' }],
]

for (const [what, publisher] of OTHERS) {
  test.serial(`a good attestation by another ${what} is refused, and nothing is installed`, async (t) => {
    const scene = await sceneOf(t, by(publisher))
    const path = await lockOf(scene, `attestation-identities = [${IDENTITY}]`)
    const result = await scene.pip(['install', '-r', path])
    t.not(result.code, 0, story(result))
    t.deepEqual(result.codes, ['TC2209'], story(result))
    t.deepEqual(await scene.installed(), [])
    // The same file without the lock's word is what the policy lets pass.
    const plain = await scene.pip(['install', '-r', await lockOf(scene, '')])
    t.is(plain.code, 0, story(plain))
  })
}

test.serial(
  'no attestation at all is refused, and so is a kind of publisher that is not known',
  async (t) => {
    const scene = await sceneOf(t, unattested)
    const path = await lockOf(scene, `attestation-identities = [${IDENTITY}]`)
    const result = await scene.pip(['install', '-r', path])
    t.not(result.code, 0, story(result))
    t.deepEqual(result.codes, ['TC2209'], story(result))
    const unknown = await lockOf(
      scene,
      'attestation-identities = [{ kind = "Forgejo", repository = "acme/alpha" }]',
    )
    const other = await scene.pip(['install', '-r', unknown])
    t.not(other.code, 0, story(other))
    t.deepEqual(other.codes, ['TC2210'], story(other))
    t.deepEqual(await scene.installed(), [])
  },
)

test.serial('a source distribution is refused before its code runs', async (t) => {
  const scene = await sceneOf(t, unattested)
  const path = await lockOf(scene, `attestation-identities = [${IDENTITY}]`, beta)
  const result = await scene.pip(['install', '--no-build-isolation', '-r', path])
  t.not(result.code, 0, story(result))
  t.deepEqual(result.codes, ['TC2209'], story(result))
  t.deepEqual(await scene.installed(), [])
})
