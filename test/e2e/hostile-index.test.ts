/** Pages that no honest index sends: a clear end, nothing installed, no crash, bounded memory, and the next run works. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { makeWheel, type RawPage } from '../world/index/index.ts'
import { alpha, goodProjects } from './channels/goods.ts'
import { openScene, pidOf, served, story, trustWorld, type Scene } from './harness/index.ts'

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'
const HTML_TYPE = 'application/vnd.pypi.simple.v1+html'
const MAX_INTERCEPTOR_KB = 700_000
const PAGE_LIMIT_BYTES = 64 * 1024 * 1024

const file = (more: object): string =>
  JSON.stringify({
    meta: { 'api-version': '1.1' },
    name: 'alpha',
    files: [{ filename: alpha.filename, url: `../../files/${alpha.filename}`, hashes: {}, ...more }],
  })
const json = (body: string | Uint8Array): RawPage => ({ contentType: JSON_TYPE, body })
const html = (body: string | Uint8Array): RawPage => ({ contentType: HTML_TYPE, body })

/** Bare pips end with a traceback of their own here, and so do guarded ones: it is pip that can't read the address. */
const PIP_TRIPS_OVER = 'an address that is none'

const PAGES: Readonly<Record<string, RawPage>> = {
  'text that is no JSON': json('not a page'),
  'JSON cut in its middle': json(file({}).slice(0, 80)),
  'JSON nested without end': json('['.repeat(200_000)),
  'a key twice': json(`{"meta":{"api-version":"1.0"},"name":"alpha","files":[],"files":[]}`),
  'bytes that are no UTF-8': json(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
  'another project': json(file({}).replace('"name":"alpha"', '"name":"beta"')),
  'a version of the API that is not known': json(file({}).replace('1.1', '9.0')),
  'a local file for an address': json(file({ url: 'file:///etc/passwd' })),
  [PIP_TRIPS_OVER]: json(file({ url: 'http://[half' })),
  'a file name that climbs': json(file({ url: '../../files/..%2f..%2falpha-1.0-py3-none-any.whl' })),
  'a digest that is none': json(file({ hashes: { sha256: 'not hex' } })),
  'a page beyond the limit': html(Buffer.alloc(PAGE_LIMIT_BYTES + 1, '<a>x</a>')),
  'HTML without end tags': html('<a href='.repeat(100_000)),
  'an encoding that is not known': { contentType: 'text/x-no-page', body: 'hello' },
}

function peakKb(pid: number): number {
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

async function nextRunWorks(scene: Scene, projects: ReturnType<typeof goodProjects>): Promise<boolean> {
  scene.index.replace({ api: '1.4', projects })
  const { code } = await scene.pip(['install', '--no-cache-dir', 'delta'])
  return code === 0
}

test.serial('each hostile page ends in words, and the interceptor lives on', async (t) => {
  const world = await createSigstoreWorld()
  const projects = goodProjects(world)
  const scene = await openScene(t, { site: { projects }, wanted: ({ pip }) => pip !== '21.3.1' })
  await trustWorld(scene.home, world)
  t.is((await scene.pip(['install', 'beta'])).code, 0)
  const interceptor = pidOf('interceptor', scene.home.trustHome)
  for (const [title, page] of Object.entries(PAGES)) {
    scene.index.replace({ api: '1.4', projects, rawPages: { alpha: page } })
    const result = await scene.pip(['install', '--no-cache-dir', '--retries', '0', '--no-deps', 'alpha'])
    t.not(result.code, 0, `${title}: ${story(result)}`)
    t.is(result.stderr.includes('Traceback'), title === PIP_TRIPS_OVER, `${title}: ${story(result)}`)
    t.deepEqual(await scene.installed(), ['beta-1.0'], title)
    t.is(pidOf('interceptor', scene.home.trustHome), interceptor, `${title}: the interceptor is another one`)
  }
  t.true(interceptor !== null && peakKb(interceptor) < MAX_INTERCEPTOR_KB)
  t.true(await nextRunWorks(scene, projects))
})

test.serial('a compressed page that swells is refused at the limit', async (t) => {
  const swelling = gzipSync(Buffer.alloc(2 * PAGE_LIMIT_BYTES, ' '))
  const scene = await openScene(t, { site: {}, wanted: ({ pip }) => pip === 'newest' || pip === '25.3' })
  const page = { contentType: HTML_TYPE, body: swelling, encoding: 'gzip' }
  scene.index.replace({ api: '1.4', projects: [], rawPages: { alpha: page } })
  const result = await scene.pip(['install', '--no-cache-dir', '--retries', '0', 'alpha'])
  t.not(result.code, 0, story(result))
  const interceptor = pidOf('interceptor', scene.home.trustHome)
  t.true(interceptor !== null && peakKb(interceptor) < MAX_INTERCEPTOR_KB)
})

test.serial('no byte of a page reaches the terminal as a control character', async (t) => {
  const escape = '\u001B[2J\u001B]0;owned\u0007'
  const page = json(file({ yanked: `because ${escape}`, 'requires-python': null }))
  const scene = await openScene(t, { site: {}, wanted: ({ pip }) => pip !== '21.3.1' })
  const wheel = served(makeWheel({ project: 'alpha', version: '1.0' }))
  scene.index.replace({
    api: '1.4',
    projects: [{ name: 'alpha', files: [wheel] }],
    rawPages: { alpha: page },
  })
  const { stderr } = await scene.pip(['install', '--no-deps', 'alpha==1.0'])
  const ours = stderr.split('\n').filter((line) => line.includes('pip-trust') || line.includes('TC'))
  t.false(
    ours.some((line) => line.includes('\u001B]0;owned')),
    stderr,
  )
})
