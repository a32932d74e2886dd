import test from 'ava'
import { readPublishedWheel } from '../../../src/publish/reproduce/plan/index.ts'
import { poked, wheel } from '../difference/artifacts.ts'

const NAME = 'foo-1.0-py3-none-any.whl'
const OFFSET_OF_SYSTEM = 5
const OFFSET_OF_TIME = 12
const OFFSET_OF_MODE = 40

test('a wheel tells its back-end, its newest time, its members and what packed it', async (t) => {
  const bytes = poked(poked(wheel(), OFFSET_OF_TIME, 0x50420000, 4), OFFSET_OF_MODE, 0o100664, 2)
  const found = await readPublishedWheel({ filename: NAME, bytes: poked(bytes, OFFSET_OF_SYSTEM, 3, 1) })
  t.like(found, {
    project: 'foo',
    version: '1.0',
    generator: { project: 'wheel', version: '0.40.0' },
    isFromWindows: false,
  })
  t.is(found.newest, Date.UTC(2020, 1, 2) / 1000)
  t.deepEqual(found.tags, ['py3-none-any'])
  t.deepEqual(found.members[0], { name: 'foo/__init__.py', time: found.newest, mode: 0o664 })
})

test('a wheel that Windows packed is known', async (t) => {
  t.true(
    (await readPublishedWheel({ filename: NAME, bytes: poked(wheel(), OFFSET_OF_SYSTEM, 0, 1) }))
      .isFromWindows,
  )
})

test('what is no wheel is refused', async (t) => {
  await t.throwsAsync(readPublishedWheel({ filename: 'foo-1.0.tar.gz', bytes: wheel() }), { code: 'target' })
  await t.throwsAsync(readPublishedWheel({ filename: NAME, bytes: Buffer.from('no zip') }), {
    code: 'TC1004',
  })
})
