/** Digests that the person pinned: what a policy that asks for them, or lets them stand for age, makes of them. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { makeWheel, sha256Hex, type ServedProject } from '../world/index/index.ts'
import { openScene, served, story, type GuardedResult, type Scene } from './harness/index.ts'

const fresh = new Date(Date.now() - 5 * 3600 * 1000).toISOString()
const old = makeWheel({ project: 'alpha', version: '1.0' })
const young = makeWheel({ project: 'alpha', version: '1.1' })
const ALPHA: ServedProject = { name: 'alpha', files: [served(old), served(young, { uploadTime: fresh })] }

const KEYED = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: keyed, version: 1 }
requirements:
  keyed: { hash: { from: [pylock, requirements] } }
rules:
  - { id: all, match: { project: ["*"] }, require: [keyed], onMissing: block }
`

const pinnedTo = ({ bytes }: { readonly bytes: Uint8Array }): string => `--hash=sha256:${sha256Hex(bytes)}`

async function write(scene: Scene, name: string, text: string): Promise<string> {
  const path = join(scene.home.work, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, text)
  return path
}

function hashFacts({ report }: GuardedResult): readonly unknown[] {
  return (report?.artifacts ?? []).flatMap(({ facts }) =>
    facts.flatMap((fact) =>
      typeof fact === 'object' && fact !== null && 'check' in fact && fact.check === 'hash' && 'from' in fact
        ? [fact.from]
        : [],
    ),
  )
}

test.serial(
  'a policy that asks for a hash takes the one of a requirements file, and refuses without',
  async (t) => {
    const scene = await openScene(t, { site: { projects: [ALPHA] } })
    await scene.home.writePolicy(KEYED)
    const without = await scene.pip(['install', 'alpha==1.0'])
    t.not(without.code, 0, story(without))
    t.deepEqual(without.codes, ['TC4010'], story(without))
    const file = await write(scene, 'requirements.txt', `alpha==1.0 \\\n    ${pinnedTo(old)}\n`)
    const result = await scene.pip(['install', '-r', file])
    t.is(result.code, 0, story(result))
    t.deepEqual(hashFacts(result), [['requirements']])
    t.deepEqual(await scene.installed(), ['alpha-1.0'])
  },
)

test.serial('a file that a named file includes counts, by relative paths', async (t) => {
  const scene = await openScene(t, { site: { projects: [ALPHA] } })
  await scene.home.writePolicy(KEYED)
  await write(scene, 'deep/pins.txt', `alpha==1.0 ${pinnedTo(old)}\n`)
  await write(scene, 'deep/more.txt', '-r pins.txt\n')
  await write(scene, 'requirements.txt', '-r deep/more.txt\n')
  const result = await scene.pip(['install', '-r', 'requirements.txt'])
  t.is(result.code, 0, story(result))
  t.deepEqual(hashFacts(result), [['requirements']])
})

test.serial('a text from elsewhere pins nothing for the person', async (t) => {
  const extras = {
    '/r.txt': { contentType: 'text/plain', body: `alpha==1.0 ${pinnedTo(old)}\n` },
  }
  const scene = await openScene(t, { site: { projects: [ALPHA], extras } })
  await scene.home.writePolicy(KEYED)
  const result = await scene.pip(['install', '-r', `${scene.index.base}/r.txt`])
  t.not(result.code, 0, story(result))
  t.deepEqual(result.codes, ['TC4010'], story(result))
})

test.serial(
  'a young release whose very digest is pinned stays on the page and passes; its version alone does not',
  async (t) => {
    const scene = await openScene(t, { site: { projects: [ALPHA] } })
    const byVersion = await scene.pip(['install', 'alpha==1.1'])
    t.deepEqual(byVersion.codes, ['TC4015'], story(byVersion))
    const file = await write(scene, 'requirements.txt', `alpha==1.1 ${pinnedTo(young)}\n`)
    const result = await scene.pip(['install', '-r', file])
    t.is(result.code, 0, story(result))
    t.deepEqual(result.codes, [], story(result))
    t.deepEqual(await scene.installed(), ['alpha-1.1'])
  },
)

test.serial('a young release stays held back where another digest is pinned', async (t) => {
  const scene = await openScene(t, { site: { projects: [ALPHA] } })
  const file = await write(scene, 'requirements.txt', `alpha==1.1 ${pinnedTo(old)}\n`)
  const result = await scene.pip(['install', '-r', file])
  t.not(result.code, 0, story(result))
  t.deepEqual(result.codes, ['TC4015'], story(result))
  t.deepEqual(await scene.installed(), [])
})

test.serial('a lock file pins (PEP 751)', async (t) => {
  const scene = await openScene(t, {
    site: { projects: [ALPHA] },
    wanted: ({ pip }) => pip === 'newest',
  })
  await scene.home.writePolicy(KEYED)
  const url = `${scene.index.base}/files/${old.filename}`
  const lock = `lock-version = "1.0"
created-by = "world"

[[packages]]
name = "alpha"
version = "1.0"
wheels = [{ name = "${old.filename}", url = "${url}", hashes = { sha256 = "${sha256Hex(old.bytes)}" } }]
`
  const file = await write(scene, 'pylock.toml', lock)
  const result = await scene.pip(['install', '-r', file])
  t.is(result.code, 0, story(result))
  t.deepEqual(hashFacts(result), [['pylock']])
  t.deepEqual(await scene.installed(), ['alpha-1.0'])
})
