import test, { type ExecutionContext } from 'ava'
import type { Question } from '../../../src/client/index.ts'
import { attachJws } from '../../../src/publish/attached/index.ts'
import { signerOf } from '../../publish/attached/signed-wheel.ts'
import { pemPair } from '../../verify/plain/signing.ts'
import { makeWheel, startIndex } from '../../world/index/index.ts'
import { guardedWorld, type GuardedWorld } from '../guarded-world.ts'

const unsigned = makeWheel({ project: 'good', version: '1.0' })
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'

const lacksSignature = { decision: 'block', code: 'TC3101', subject: 'signature' } as const
const isSignedInside = ({ evidence }: Question): boolean =>
  evidence.some(({ kind }) => kind === 'attached-jws')

/** Takes the wheel as pip does: page, then file. */
async function take(t: ExecutionContext, world: GuardedWorld, bytes: Buffer): Promise<number> {
  const site = {
    api: '1.4',
    projects: [{ name: 'good', files: [{ filename: unsigned.filename, bytes }] }],
  } as const
  const index = await startIndex(site)
  t.teardown(() => index.close())
  const run = await world.open({ argv: ['install', '-i', index.indexUrl, 'good'] })
  await run.hello()
  await run.get(`${index.base}/simple/good/`, { headers: { accept: JSON_TYPE } })
  return (await run.get(`${index.base}/files/${unsigned.filename}`)).status
}

test('a wheel that lacks a signature is held back, and asked about again with those inside of it', async (t) => {
  const world = await guardedWorld(t)
  world.daemon.answer = (question) => (isSignedInside(question) ? { decision: 'allow' } : lacksSignature)
  t.is(await take(t, world, await attachJws(unsigned.bytes, [signerOf(pemPair('ed25519'))])), 200)
  t.deepEqual(world.daemon.asked.map(isSignedInside), [false, true])
  t.deepEqual(world.daemon.asked[1]?.evidence[0]?.origin, {
    via: 'inside',
    where: 'good-1.0.dist-info/RECORD.jws',
  })
})

test('one that has none inside either is refused', async (t) => {
  const world = await guardedWorld(t)
  world.daemon.answer = (question) => (isSignedInside(question) ? { decision: 'allow' } : lacksSignature)
  t.is(await take(t, world, Buffer.from(unsigned.bytes)), 403)
})

test('a refusal for another reason needs no bytes', async (t) => {
  const world = await guardedWorld(t)
  world.daemon.answer = () => ({ decision: 'block' })
  t.is(await take(t, world, Buffer.from(unsigned.bytes)), 403)
  t.is(world.daemon.asked.length, 1)
})
