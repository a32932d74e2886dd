import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { MAX_TRUST_ROOTS, readTrustRoots } from '../../src/sources/trust-roots.ts'
import { publicGoodRoot, SHIPPED_REPOSITORIES } from '../../src/trust/index.ts'
import type { RootPlaces } from '../../src/sources/roots/places.ts'
import { LIB } from './scratch.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'

async function placesWith(
  t: ExecutionContext,
  roots: Readonly<Record<string, Uint8Array>>,
): Promise<RootPlaces> {
  const home = await mkdtemp(join(tmpdir(), 'pt-roots-'))
  t.teardown(async () => await rm(home, { recursive: true }))
  const folder = join(home, 'config')
  for (const [name, bytes] of Object.entries(roots)) {
    await mkdir(join(folder, name), { recursive: true })
    await writeFile(join(folder, name, 'trusted_root.json'), bytes, { mode: 0o600 })
  }
  return { trustRootsDir: folder, trustStateDir: join(home, 'state'), lib: LIB }
}

const { trustedRoot } = await createSigstoreWorld()
const SHIPPED = publicGoodRoot(await readFile(join(LIB, 'node_modules/@sigstore/tuf/seeds.json'))).digest

test('without a folder the public-good root is there, as shipped', async (t) => {
  const places = { trustRootsDir: '/nonexistent/config', trustStateDir: '/nonexistent/state', lib: LIB }
  const { roots, views, problems } = await readTrustRoots(places)
  t.deepEqual(
    roots.map(({ name }) => name),
    ['sigstore-public'],
  )
  t.like(views[0], {
    from: 'shipped',
    repository: SHIPPED_REPOSITORIES['sigstore-public'],
    refreshedAt: null,
  })
  t.true((views[0]?.rootVersion ?? 0) >= 16)
  t.deepEqual(problems, [])
})

test('roots go by the name of their folder', async (t) => {
  const { roots, problems } = await readTrustRoots(
    await placesWith(t, { world: trustedRoot, acme: trustedRoot }),
  )
  t.deepEqual(
    roots.map(({ name }) => name),
    ['sigstore-public', 'acme', 'world'],
  )
  t.deepEqual(problems, [])
})

test('the public-good root can’t be replaced by a file', async (t) => {
  const { roots, problems } = await readTrustRoots(await placesWith(t, { 'sigstore-public': trustedRoot }))
  t.deepEqual(
    roots.map(({ digest }) => digest),
    [SHIPPED],
  )
  t.is(problems.length, 1)
})

test('a root that is broken, or that others may write, is left out and named', async (t) => {
  const places = await placesWith(t, { broken: Buffer.from('{'), open: trustedRoot, good: trustedRoot })
  await chmod(join(places.trustRootsDir, 'open/trusted_root.json'), 0o622)
  const { roots, problems } = await readTrustRoots(places)
  t.deepEqual(
    roots.map(({ name }) => name),
    ['sigstore-public', 'good'],
  )
  t.is(problems.length, 2)
})

test('so many roots are read, and no more', async (t) => {
  const named = Array.from(
    { length: MAX_TRUST_ROOTS + 1 },
    (_, number) => [`root${number}`, trustedRoot] as const,
  )
  const exact = await readTrustRoots(await placesWith(t, Object.fromEntries(named.slice(1))))
  t.is(exact.roots.length, MAX_TRUST_ROOTS + 1)
  t.deepEqual(exact.problems, [])
  const over = await readTrustRoots(await placesWith(t, Object.fromEntries(named)))
  t.is(over.roots.length, MAX_TRUST_ROOTS + 1)
  t.is(over.problems.length, 1)
})
