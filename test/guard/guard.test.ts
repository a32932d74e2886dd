import { existsSync } from 'node:fs'
import test from 'ava'
import { ensureGuard, guardAddress, leaveGuard, protectionOf } from '../../src/guard/index.ts'
import { guardedWorld } from '../shim/guarded-world.ts'
import { guardTestWorld } from './guard-test-world.ts'

test('everybody gets one address; it ends with the last who needs it, and its token with it', async (t) => {
  const { paths } = await guardedWorld(t)
  const world = await guardTestWorld(t, { paths })
  t.is(await guardAddress(paths), null)
  const address = await ensureGuard('pip', world)
  t.deepEqual(await ensureGuard('uv', world), address)
  t.deepEqual(await guardAddress(paths), address)
  t.true(existsSync(address.caBundle))
  t.like(await protectionOf(world), { guard: { usedBy: ['pip', 'uv'], serving: true, problem: null } })
  await leaveGuard('pip', world)
  t.deepEqual(await guardAddress(paths), address)
  await leaveGuard('uv', world)
  t.is(await guardAddress(paths), null)
  t.false(existsSync(address.caBundle))
  t.not((await ensureGuard('pip', world)).proxyUrl, address.proxyUrl)
})
