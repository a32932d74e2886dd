import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { MAX_TRUST_ROOTS, readTrustRoots } from '../../src/sources/trust-roots.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'

async function folderWith(t: ExecutionContext, roots: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pt-roots-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  for (const [name, bytes] of Object.entries(roots)) {
    await mkdir(join(folder, name), { recursive: true })
    await writeFile(join(folder, name, 'trusted_root.json'), bytes, { mode: 0o600 })
  }
  return folder
}

const { trustedRoot } = await createSigstoreWorld()

test('no folder is no root', async (t) => {
  t.deepEqual(await readTrustRoots('/nonexistent/trust-roots'), { roots: [], problems: [] })
})

test('roots go by the name of their folder', async (t) => {
  const { roots, problems } = await readTrustRoots(
    await folderWith(t, { world: trustedRoot, acme: trustedRoot }),
  )
  t.deepEqual(
    roots.map(({ name }) => name),
    ['acme', 'world'],
  )
  t.deepEqual(problems, [])
})

test('the public-good root can’t be replaced by a file', async (t) => {
  const { roots, problems } = await readTrustRoots(await folderWith(t, { 'sigstore-public': trustedRoot }))
  t.deepEqual(roots, [])
  t.is(problems.length, 1)
})

test('a root that is broken, or that others may write, is left out and named', async (t) => {
  const folder = await folderWith(t, { broken: Buffer.from('{'), open: trustedRoot, good: trustedRoot })
  await chmod(join(folder, 'open/trusted_root.json'), 0o622)
  const { roots, problems } = await readTrustRoots(folder)
  t.deepEqual(
    roots.map(({ name }) => name),
    ['good'],
  )
  t.is(problems.length, 2)
})

test('so many roots are read, and no more', async (t) => {
  const named = Array.from(
    { length: MAX_TRUST_ROOTS + 1 },
    (_, number) => [`root${number}`, trustedRoot] as const,
  )
  const exact = await readTrustRoots(await folderWith(t, Object.fromEntries(named.slice(1))))
  t.is(exact.roots.length, MAX_TRUST_ROOTS)
  t.deepEqual(exact.problems, [])
  const over = await readTrustRoots(await folderWith(t, Object.fromEntries(named)))
  t.is(over.roots.length, MAX_TRUST_ROOTS)
  t.is(over.problems.length, 1)
})
