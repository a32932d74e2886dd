import test, { type ExecutionContext } from 'ava'
import { MAX_PRECEDENT_BYTES } from '../../../shim/gather/precedent.ts'
import { makeWheel, startIndex } from '../../world/index/index.ts'
import { guardedWorld, type GuardedWorld } from '../guarded-world.ts'

const earlier = makeWheel({ project: 'good', version: '1.0' })
const wheel = makeWheel({ project: 'good', version: '1.1' })
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'

async function asked(
  t: ExecutionContext,
  provenance: Uint8Array | null,
  filename: string,
): Promise<GuardedWorld> {
  const files = [
    { filename: earlier.filename, bytes: earlier.bytes, provenance, signature: Buffer.from('signature') },
    { filename: wheel.filename, bytes: wheel.bytes },
  ]
  const index = await startIndex({ api: '1.4', projects: [{ name: 'good', files }] })
  t.teardown(() => index.close())
  const world = await guardedWorld(t)
  world.daemon.answer = () => ({ decision: 'allow', wantsPrecedent: filename })
  const run = await world.open({ argv: ['install', '-i', index.indexUrl, 'good'] })
  await run.hello()
  await run.get(`${index.base}/simple/good/`, { headers: { accept: JSON_TYPE } })
  t.is((await run.get(`${index.base}/files/${wheel.filename}`)).status, 200)
  return world
}

test('the provenance of an earlier file of the page is fetched where the daemon wants it', async (t) => {
  const provenance = Buffer.from('{"version":1}')
  const { daemon } = await asked(t, provenance, earlier.filename)
  t.deepEqual(
    daemon.precedents?.map(({ kind, bytes }) => [kind, Buffer.from(bytes).toString()]),
    [['pep740-provenance', provenance.toString()]],
  )
})

for (const [name, size, count] of [
  ['at', MAX_PRECEDENT_BYTES, 1],
  ['over', MAX_PRECEDENT_BYTES + 1, 0],
] as const) {
  test(`provenance ${name} the limit`, async (t) => {
    const { daemon } = await asked(t, Buffer.alloc(size, 0x20), earlier.filename)
    t.is(daemon.precedents?.length, count)
  })
}

test('what the page does not have can’t be had', async (t) => {
  t.deepEqual((await asked(t, null, earlier.filename)).daemon.precedents, [])
  t.deepEqual((await asked(t, Buffer.from('{}'), 'good-0.9.zip')).daemon.precedents, [])
})
