import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { publicGoodRoot } from '../../src/trust/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { writeTree } from '../world/tuf/index.ts'
import { LIB, scratchSources } from './scratch.ts'
import { DAY } from './tuf-home.ts'

const VECTORS = join(LIB, 'test/vectors/tuf')
/** The day that the vectors are of. */
const THEN = Date.parse('2026-08-21T20:00:00Z') / 1000
const SHIPPED = publicGoodRoot(await readFile(join(LIB, 'node_modules/@sigstore/tuf/seeds.json')))

/** Refreshes an instance that begins with `first` from a copy of the real repository. */
async function real(t: ExecutionContext, which: 'public-good' | 'staging', first: number) {
  const folder = join(await temporaryFolder(t), which)
  const vectors: Readonly<Record<string, string>> = JSON.parse(
    await readFile(join(VECTORS, `${which}.json`), 'utf8'),
  )
  const files = Object.entries(vectors).map(([path, bytes]) => [path, Buffer.from(bytes, 'base64')] as const)
  await writeTree(folder, new Map(files))
  const { sources } = await scratchSources(t)
  const root = await readFile(join(folder, `${first}.root.json`))
  await sources.addRoot('real', { kind: 'tuf', repository: folder, root })
  const refresh = (name = 'real', now = THEN) =>
    sources.refreshRoot(name, { now, from: folder, signal: new AbortController().signal })
  return { folder, sources, refresh }
}

test('the real public-good repository, from an older root on', async (t) => {
  const { refresh, sources } = await real(t, 'public-good', 13)
  t.like(await refresh(), {
    outcome: 'updated',
    digest: SHIPPED.digest,
    versions: { root: 15, timestamp: 762, snapshot: 165, targets: 14 },
    expiresAt: Date.parse('2026-08-28T19:25:56Z') / 1000,
  })
  const { trust, problems } = await sources.loadTrust()
  t.deepEqual(problems, [])
  t.is(trust.sigstore.find(({ name }) => name === 'real')?.authorities.length, SHIPPED.authorities.length)
})

test('the real staging repository, from an older root on and from what is shipped', async (t) => {
  const { refresh, sources } = await real(t, 'staging', 12)
  const versions = { root: 14, timestamp: 703, snapshot: 25, targets: 28 }
  t.like(await refresh(), { outcome: 'updated', versions })
  await sources.addRoot('staging', { kind: 'shipped', repository: null })
  t.like(await refresh('staging'), { outcome: 'unchanged', versions })
})

test('what is shipped goes on where the public repository is: its keys are the same', async (t) => {
  const { refresh } = await real(t, 'public-good', 13)
  t.like(await refresh('sigstore-public'), { outcome: 'unchanged', versions: { root: 16, targets: 14 } })
})

test('the same a week later is frozen', async (t) => {
  const { refresh } = await real(t, 'public-good', 13)
  t.like(await refresh('real', THEN + 8 * DAY), { outcome: 'refused', code: 'frozen', reason: 'TC2603' })
})

for (const file of [
  '14.root.json',
  '15.root.json',
  'timestamp.json',
  '165.snapshot.json',
  '14.targets.json',
]) {
  test(`one digit of \`${file}\` changed is refused`, async (t) => {
    const { folder, refresh } = await real(t, 'public-good', 13)
    const text = await readFile(join(folder, file), 'utf8')
    await writeFile(join(folder, file), text.replace(/"expires": ?"20(\d)/, '"expires":"21$1'))
    t.like(await refresh(), { outcome: 'refused', code: 'unsigned' })
  })
}

test('half a copy is no repository', async (t) => {
  const { folder, refresh } = await real(t, 'public-good', 13)
  await rm(join(folder, 'targets'), { recursive: true })
  t.like(await refresh(), { outcome: 'refused', code: 'unreachable' })
})
