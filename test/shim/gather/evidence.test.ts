import { createHash } from 'node:crypto'
import test, { type ExecutionContext } from 'ava'
import {
  makeWheel,
  startIndex,
  type IndexServer,
  type PageApi,
  type ServedFile,
} from '../../world/index/index.ts'
import { guardedWorld, type GuardedRun, type GuardedWorld } from '../guarded-world.ts'

const wheel = makeWheel({ project: 'good', version: '1.0' })
const PROVENANCE = Buffer.from('{"version":1}')
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'

interface Scene {
  readonly world: GuardedWorld
  readonly run: GuardedRun
  readonly index: IndexServer
}

async function scene(
  t: ExecutionContext,
  api: PageApi,
  file: Partial<ServedFile>,
  login?: { user: string; password: string },
): Promise<Scene> {
  const site = {
    api,
    projects: [{ name: 'good', files: [{ filename: wheel.filename, bytes: wheel.bytes, ...file }] }],
  }
  const index = await startIndex(site, login === undefined ? {} : { login })
  t.teardown(() => index.close())
  const world = await guardedWorld(t)
  const run = await world.open({ argv: ['install', '-i', index.indexUrl, 'good'] })
  await run.hello()
  return { world, run, index }
}

/** Takes the wheel as pip does: page, then file. */
async function take({ run, index }: Scene, headers: Record<string, string> = {}): Promise<number> {
  await run.get(`${index.base}/simple/good/`, { headers: { accept: JSON_TYPE, ...headers } })
  return (await run.get(`${index.base}/files/${wheel.filename}`, { headers })).status
}

for (const [name, api, file, offer] of [
  ['a page of API 1.1', '1.1', {}, 'not-offered'],
  ['an HTML page without the attribute', 'html', {}, 'not-offered'],
  ['a page of API 1.3 with null', '1.3', { provenance: null }, 'none'],
  ['a page of API 1.4 with provenance', '1.4', { provenance: PROVENANCE }, 'offered'],
  ['an HTML page with the attribute', 'html', { provenance: PROVENANCE }, 'offered'],
  ['provenance over the limit', '1.4', { provenance: Buffer.alloc(512 * 1024 + 1, 0x20) }, 'unavailable'],
  ['provenance at the limit', '1.4', { provenance: Buffer.alloc(512 * 1024, 0x20) }, 'offered'],
] as const) {
  test(`${name}: ${offer}`, async (t) => {
    const at = await scene(t, api, file)
    t.is(await take(at), 200)
    t.is(at.world.daemon.asked[0]?.offer, offer)
    t.is(at.world.daemon.asked[0]?.evidence.length, offer === 'offered' ? 1 : 0)
  })
}

test('provenance comes as evidence, with where it was found, and is fetched once', async (t) => {
  const at = await scene(t, '1.4', { provenance: PROVENANCE, sha256: 'none' })
  await take(at)
  await take(at)
  const [evidence] = at.world.daemon.asked[0]?.evidence ?? []
  t.is(evidence?.kind, 'pep740-provenance')
  t.deepEqual(Buffer.from(evidence?.bytes ?? []), PROVENANCE)
  t.deepEqual(evidence?.origin, {
    via: 'index',
    where: `${at.index.base}/files/${wheel.filename}.provenance`,
  })
  t.is(at.index.requests().filter(({ path }) => path.endsWith('.provenance')).length, 1)
})

test("pip's credentials go with the request for provenance to the same origin", async (t) => {
  const at = await scene(t, '1.4', { provenance: PROVENANCE }, { user: 'u', password: 'secret' })
  const authorization = `Basic ${Buffer.from('u:secret').toString('base64')}`
  t.is(await take(at, { authorization }), 200)
  t.is(at.world.daemon.asked[0]?.offer, 'offered')
  t.false(JSON.stringify(at.world.daemon.asked).includes('secret'))
})

test("pip's credentials never go to another host that a page names", async (t) => {
  const thief = await startIndex({
    api: '1.4',
    projects: [],
    extras: { '/p': { contentType: 'text/plain', body: '{}' } },
  })
  t.teardown(() => thief.close())
  const page = {
    meta: { 'api-version': '1.4' },
    name: 'good',
    files: [
      {
        filename: wheel.filename,
        url: `/files/${wheel.filename}`,
        hashes: {},
        provenance: `${thief.base}/p`,
      },
    ],
  }
  const at = await scene(t, '1.4', {}, { user: 'u', password: 'secret' })
  at.index.replace({
    api: '1.4',
    projects: [{ name: 'good', files: [{ filename: wheel.filename, bytes: wheel.bytes }] }],
    rawPages: { good: { contentType: JSON_TYPE, body: JSON.stringify(page) } },
  })
  await take(at, { authorization: `Basic ${Buffer.from('u:secret').toString('base64')}` })
  t.is(thief.requests().length, 1)
  t.is(thief.requests()[0]?.headers['authorization'], undefined)
})

const digest = (algorithm: string, suffix: number[]): string =>
  createHash(algorithm).update(wheel.bytes).update(Buffer.from(suffix)).digest('hex')

test('a signature beside the file is fetched, and digests over the bytes are answered', async (t) => {
  const at = await scene(t, '1.4', { signature: Buffer.from('signature') })
  at.world.daemon.answer = () => ({
    decision: 'allow',
    wants: [
      { algorithm: 'sha512', suffix: '00ff' },
      { algorithm: 'sha256', suffix: '' },
      { algorithm: 'blake2b512', suffix: '' },
    ],
  })
  t.is(await take(at), 200)
  t.is(at.world.daemon.asked[0]?.evidence[0]?.kind, 'openpgp-signature')
  t.deepEqual(
    at.world.daemon.given.map((each) => each.digest),
    [digest('sha512', [0, 255]), digest('sha256', []), digest('blake2b512', [])],
  )
})

test('a daemon that wants digests before the bytes are here is asked again with them', async (t) => {
  const at = await scene(t, '1.4', {})
  at.world.daemon.answer = () => ({ decision: 'allow', wants: [{ algorithm: 'sha256', suffix: '' }] })
  t.is(await take(at), 200)
  t.is(at.world.daemon.asked.length, 2)
})
