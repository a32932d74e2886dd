/** One archive that is a wheel and a source tree: what pip builds is judged as code that runs, whatever its name says. */
import { symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import test from 'ava'
import { listenOnLoopback, sourceTree, writeZip } from '../world/index/index.ts'
import { openScene, story } from './harness/index.ts'

const SUBJECT = { project: 'omega', version: '1.0' }
const WHEEL = 'omega-1.0-py3-none-any.whl'
const TREE = sourceTree(SUBJECT)
const TWO_FACED = writeZip(
  Object.entries({
    ...TREE,
    'omega-1.0.dist-info/METADATA': TREE['PKG-INFO'] ?? '',
    'omega-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'omega-1.0.dist-info/RECORD': '',
  }).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
)
const POLICY = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: no-code, version: 1 }
rules:
  - { id: no-code, match: { kind: [sdist] }, deny: "wheels only" }
  - { id: rest, match: { project: ["*"] }, require: [] }
`

test('a wheel that pip is made to build is refused where source distributions are', async (t) => {
  const server = createServer((request, response) => {
    if (request.url === '/moved.zip') return void response.writeHead(302, { location: `/${WHEEL}` }).end()
    const named =
      request.url === '/named.zip' ? { 'content-disposition': `attachment; filename=${WHEEL}` } : {}
    response.writeHead(200, { 'content-type': 'application/zip', ...named }).end(TWO_FACED)
  })
  const { port, close } = await listenOnLoopback(server)
  t.teardown(close)
  const scene = await openScene(t, { site: {} })
  await scene.home.writePolicy(POLICY)
  const local = join(scene.home.work, WHEEL)
  await writeFile(local, TWO_FACED)
  await symlink(local, join(scene.home.work, 'linked.zip'))
  const base = `http://127.0.0.1:${port}`
  for (const what of [`${base}/named.zip`, `${base}/moved.zip`, './linked.zip']) {
    const result = await scene.pip(['install', '--no-cache-dir', what])
    t.not(result.code, 0, story(result))
    t.regex(result.stderr, /TC400\d/, story(result))
    t.deepEqual(await scene.home.ran(), [], story(result))
  }
})
