import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { sha256Of } from '../../src/encoding/index.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { createTufWorld, fetchFrom, writeTree, type TufWorld } from '../world/tuf/index.ts'
import { fakeDaemon } from './fake-daemon.ts'
import { scratch, type Scratch } from './trustctl.ts'

const NOW = 1_790_000_000
const DAY = 86_400
const PUBLIC = { name: 'sigstore-public' }
const REPOSITORY = 'https://tuf.example/repository'
const [FIRST, SECOND] = await Promise.all([trustedRoot(), trustedRoot()])

async function trustedRoot(): Promise<Uint8Array> {
  return (await createSigstoreWorld()).trustedRoot
}

interface Home extends Scratch {
  readonly world: TufWorld
  /** Days go by. */
  readonly pass: (days: number) => void
}

async function home(t: ExecutionContext): Promise<Home> {
  const world = createTufWorld({ trustedRoot: FIRST, now: NOW })
  let now = NOW
  const scratched = await scratch(t, { fetch: fetchFrom(REPOSITORY, world.files), now: () => now })
  await writeFile(join(scratched.cli.cwd, 'root.json'), world.firstRoot)
  await writeFile(join(scratched.cli.cwd, 'trusted_root.json'), FIRST)
  return { ...scratched, world, pass: (days) => (now += days * DAY) }
}

const ADD = ['trust', 'add', 'acme', '--tuf', REPOSITORY, '--root', 'root.json'] as const

test('the public-good root is there as shipped, and staging is not', async (t) => {
  const { json } = await home(t)
  const { code, value } = await json('trust', 'roots')
  t.is(code, 0)
  t.like(value, {
    roots: [{ name: 'sigstore-public', from: 'shipped', refreshedAt: null, ageSeconds: null, stale: false }],
    notices: [],
    problems: [],
  })
  t.is(JSON.stringify(value).includes('"staging"'), false)
})

test('staging is trusted where a person adds it, without a network, and no longer when it is removed', async (t) => {
  const { json, call } = await home(t)
  t.like(await json('trust', 'add', 'staging'), {
    code: 0,
    value: { added: { name: 'staging', kind: 'shipped', repository: null, sha256: null }, refreshed: null },
  })
  t.like((await json('trust', 'roots')).value, {
    roots: [{ name: 'sigstore-public' }, { name: 'staging', from: 'shipped', pinned: false }],
  })
  t.is((await call('trust', 'remove', 'staging')).code, 0)
  t.is(JSON.stringify((await json('trust', 'roots')).value).includes('"staging"'), false)
  t.is((await call('trust', 'remove', 'staging')).code, 3)
})

test('a private instance is added by its first root, shown by its sha256, and refreshed at once', async (t) => {
  const { world, json, cli } = await home(t)
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, {})
  t.like(await json(...ADD), {
    code: 0,
    value: {
      added: { name: 'acme', kind: 'tuf', repository: REPOSITORY, sha256: sha256Of(world.firstRoot) },
      refreshed: { outcome: 'updated', digest: sha256Of(FIRST) },
    },
  })
  t.true(asked.some(({ type }) => type === 'reload'))
  t.like((await json('trust', 'roots')).value, {
    roots: [{ name: 'sigstore-public' }, { name: 'acme', from: 'refreshed', ageSeconds: 0, stale: false }],
  })
  t.like((await json('status')).value, { trustRoots: [PUBLIC, { name: 'acme', refreshedAt: NOW }] })
})

test('a private instance whose repository is not there is added, and vouches for nothing yet', async (t) => {
  const { world, json, cli } = await home(t)
  const files = world.copy()
  world.files.clear()
  t.like(await json(...ADD), {
    code: 22,
    value: { refreshed: { outcome: 'refused', code: 'unreachable', reason: 'TC2606' } },
  })
  t.like((await json('trust', 'roots')).value, { roots: [PUBLIC, { from: null, digest: null }] })
  const folder = join(cli.cwd, 'copy')
  await mkdir(folder)
  await writeTree(folder, files)
  t.like(await json('trust', 'refresh', 'acme', '--from', 'copy'), {
    code: 0,
    value: { refreshed: [{ outcome: 'updated', where: folder }] },
  })
})

test('rollback and freeze are 24, what is not signed 21, and `roots` and `status` say so', async (t) => {
  const { world, json, call, pass } = await home(t)
  await call(...ADD)
  const old = world.copy()
  world.publish({ trustedRoot: SECOND })
  await call('trust', 'refresh', 'acme')
  for (const [path, bytes] of old) world.files.set(path, bytes)
  t.like(await json('trust', 'refresh', 'acme'), {
    code: 24,
    value: { refreshed: [{ outcome: 'refused', code: 'rolled-back', reason: 'TC2602' }] },
  })
  t.like((await json('trust', 'roots')).value, {
    roots: [PUBLIC, { digest: sha256Of(SECOND), failed: { reason: 'TC2602', at: NOW, where: REPOSITORY } }],
  })
  t.regex((await call('status')).out.replaceAll(/\s+/g, ' '), /acme` was refused .*TC2602/)
  world.publish({ signers: { timestamp: [] } })
  t.is((await call('trust', 'refresh', 'acme')).code, 21)
  world.publish()
  pass(8)
  t.like(await json('trust', 'refresh', 'acme'), { code: 24, value: { refreshed: [{ code: 'frozen' }] } })
  t.like(await json('trust', 'roots'), {
    code: 24,
    value: { roots: [PUBLIC, { stale: true, ageSeconds: 8 * DAY, digest: sha256Of(SECOND) }] },
  })
  t.regex((await call('status')).out, /TC2601/)
  const { out } = await call('trust', 'roots')
  t.regex(out, /stale \(TC2601\)/)
  t.regex(out, /8 days ago/)
})

test('a pin holds until it is taken off', async (t) => {
  const { world, json, call } = await home(t)
  await call(...ADD)
  t.is((await call('trust', 'pin', 'acme', sha256Of(SECOND))).code, 2)
  t.is((await call('trust', 'pin', 'acme', 'abc')).code, 2)
  t.is((await call('trust', 'pin', 'acme')).code, 2)
  t.like(await json('trust', 'pin', 'acme', sha256Of(FIRST)), { code: 0, value: { pinned: sha256Of(FIRST) } })
  world.publish({ trustedRoot: SECOND })
  t.like(await json('trust', 'refresh', 'acme'), {
    code: 24,
    value: { refreshed: [{ code: 'pinned', reason: 'TC2605' }] },
  })
  t.like((await json('trust', 'roots')).value, { roots: [PUBLIC, { from: 'pinned', pinned: true }] })
  t.like(await json('trust', 'pin', 'acme', '--off'), { code: 0, value: { pinned: null } })
  t.like(await json('trust', 'refresh', 'acme'), { code: 0, value: { refreshed: [{ outcome: 'updated' }] } })
})

test('the public-good root can be pinned to what is shipped, refreshed from a mirror, and not removed', async (t) => {
  const { json, call } = await home(t)
  const { value } = await json('trust', 'roots')
  const [, digest = ''] = /"digest":"([0-9a-f]{64})"/.exec(JSON.stringify(value)) ?? []
  t.is((await call('trust', 'pin', 'sigstore-public', digest)).code, 0)
  t.is((await call('trust', 'add', 'sigstore-public', '--tuf', REPOSITORY)).code, 0)
  t.like((await json('trust', 'roots')).value, {
    roots: [{ from: 'pinned', digest, repository: REPOSITORY, pinned: true }],
  })
  t.is((await call('trust', 'remove', 'sigstore-public')).code, 2)
  // That repository is another’s: its root does not chain to the shipped one.
  t.is((await call('trust', 'refresh', 'sigstore-public')).code, 21)
})

test('a private instance from a file is never asked for', async (t) => {
  const { json, call } = await home(t)
  t.like(await json('trust', 'add', 'acme', '--trusted-root', 'trusted_root.json'), {
    code: 0,
    value: { added: { kind: 'file', sha256: sha256Of(FIRST) } },
  })
  t.like((await json('trust', 'roots')).value, { roots: [PUBLIC, { from: 'file', repository: null }] })
  t.is((await call('trust', 'refresh', 'acme')).code, 2)
})

test('what can’t be meant is refused before anything is written', async (t) => {
  const { call, cli } = await home(t)
  await writeFile(join(cli.cwd, 'garbage.json'), '{}')
  for (const args of [
    ['acme'],
    ['acme', '--root', 'root.json'],
    ['acme', '--tuf', REPOSITORY],
    ['acme', '--tuf', REPOSITORY, '--root', 'missing.json'],
    ['acme', '--tuf', REPOSITORY, '--root', 'garbage.json'],
    ['acme', '--tuf', 'ftp://tuf.example/', '--root', 'root.json'],
    ['acme', '--tuf', 'https://user:secret@tuf.example/', '--root', 'root.json'],
    ['acme', '--trusted-root', 'garbage.json'],
    ['acme', '--trusted-root', 'trusted_root.json', '--root', 'root.json'],
    ['../acme', '--trusted-root', 'trusted_root.json'],
    ['ACME', '--trusted-root', 'trusted_root.json'],
    ['sigstore-public', '--trusted-root', 'trusted_root.json'],
    ['staging', '--tuf', REPOSITORY, '--root', 'root.json'],
  ]) {
    t.is((await call('trust', 'add', ...args)).code, 2, args.join(' '))
  }
  await t.throwsAsync(access(cli.paths.trustRootsDir))
  t.is((await call('trust', 'refresh', '--from', REPOSITORY)).code, 2)
})

test('adding again begins anew', async (t) => {
  const { world, json, call, cli } = await home(t)
  await call(...ADD)
  const other = createTufWorld({ trustedRoot: SECOND, now: NOW })
  await writeFile(join(cli.cwd, 'root.json'), other.firstRoot)
  world.files.clear()
  for (const [path, bytes] of other.files) world.files.set(path, bytes)
  t.like(await json(...ADD), { code: 0, value: { refreshed: { digest: sha256Of(SECOND) } } })
})
