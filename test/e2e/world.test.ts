/** The world itself, by bare pips: what it serves installs, and what it plants as an attack does harm without pip-trust. */
import test from 'ava'
import { changedByte, junkTail, makeSdist, makeWheel, truncated } from '../world/index/index.ts'
import { openScene, served } from './harness/index.ts'

const alpha = { project: 'alpha', version: '1.0', files: { 'alpha.py': 'WORD = "good"\n' } }
const helper = makeWheel({ project: 'helper', version: '1.0' })
const gamma = makeSdist({
  project: 'gamma',
  version: '1.0',
  buildRequires: ['helper'],
  buildImports: ['helper'],
})
const delta = makeSdist({ project: 'delta', version: '1.0', format: 'zip' })

const projects = [
  { name: 'alpha', files: [served(makeWheel(alpha))] },
  { name: 'helper', files: [served(helper)] },
  { name: 'gamma', files: [served(gamma)] },
  { name: 'delta', files: [served(delta)] },
]

for (const api of ['1.0', '1.4', 'html'] as const) {
  test.serial(`a bare pip installs wheels and sdists from the world's index, API ${api}`, async (t) => {
    const scene = await openScene(t, { site: { api, projects }, transport: { gzipPages: true } })
    const { code, stderr } = await scene.barePip(['install', 'alpha', 'gamma', 'delta'])
    t.is(code, 0, stderr)
    t.deepEqual(await scene.installed(), ['alpha-1.0', 'delta-1.0', 'gamma-1.0'])
  })
}

test.serial('a changed byte with the digest adapted installs with a bare pip', async (t) => {
  const files = [served(changedByte(alpha))]
  const scene = await openScene(t, { site: { projects: [{ name: 'alpha', files }] } })
  t.is((await scene.barePip(['install', 'alpha'])).code, 0)
})

for (const [name, spoil] of Object.entries({ truncated, junkTail })) {
  test.serial(`a ${name} sdist of an index without hashes runs with a bare pip 24.3`, async (t) => {
    const spoilt = served(spoil(makeSdist({ project: 'eta', version: '1.0' })), { sha256: 'none' })
    const scene = await openScene(t, {
      site: { projects: [{ name: 'eta', files: [spoilt] }] },
      wanted: ({ pip }) => pip === '24.3.1',
    })
    t.is((await scene.barePip(['install', 'eta'])).code, 0)
    t.true((await scene.home.ran()).includes('eta-1.0'))
  })
}
