import { readFile, rm, writeFile } from 'node:fs/promises'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import {
  addPolicy,
  publishDirectory,
  removePolicy,
  signDrafts,
} from '../../../src/publish/directory/index.ts'
import { changeDirectory } from '../../../src/publish/directory/change.ts'
import { filesOf } from '../../../src/sources/directory/places.ts'
import { isUnsaid, MAX_DIRECTORY_POLICIES, presetReader } from '../../../src/sources/index.ts'
import { NOW } from '../../publish/directory/people.ts'
import { LIB } from '../scratch.ts'
import { following, type Following } from './following.ts'

const LABEL = 'directory acme: policies/base.yaml'
const presets = await presetReader(`${LIB}/policies`)

const policy = (name: string, version = 1, rest = ''): string =>
  `apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: ${name}, version: ${version} }\n${rest}rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n`

/** What is drafted is signed by two, published, and heard. */
async function publish(home: Following): Promise<void> {
  const { folder, people, first } = home
  for (const each of people.slice(0, 2)) await signDrafts(folder, each, NOW)
  await publishDirectory(folder, first, NOW)
  await home.hear()
}

/** Puts files among the policies that the verbs would not draft. */
async function publishRaw(
  home: Following,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const put = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))
  await changeDirectory(home.folder, NOW, () => ({ put }))
  await publish(home)
}

async function withPolicy(t: ExecutionContext): Promise<Following> {
  const home = await following(t)
  await addPolicy(home.folder, { label: 'base.yaml', text: policy('base', 2), presets }, NOW)
  await publish(home)
  return home
}

/** As a daemon would: what loads is kept as the last good. */
async function loaded({ sources }: Following) {
  const layers = await sources.loadLayers([])
  await sources.keepLayers(layers)
  return layers
}

test('a policy that two signed is a layer of every follower, between the machine’s and the team’s, beside the default', async (t) => {
  const home = await withPolicy(t)
  const layers = await loaded(home)
  t.like(layers, [{ layer: 'directory', file: LABEL, refused: null, policy: { name: 'base', version: 2 } }])
  t.true(isUnsaid(layers), 'it stands beside what the machine says, and never for it')
  t.like((await home.sources.loadTrust()).directories[0], { policies: ['policies/base.yaml'] })
  await writeFile(home.paths.teamPolicyFile, policy('team'), { mode: 0o600 })
  const both = await loaded(home)
  t.deepEqual(
    both.map(({ layer }) => layer),
    ['directory', 'team'],
  )
  t.false(isUnsaid(both))
})

test('one signature is too few, and what is withdrawn by two is gone', async (t) => {
  const home = await following(t)
  const { folder, first } = home
  await addPolicy(folder, { label: 'base.yaml', text: policy('base'), presets }, NOW)
  await signDrafts(folder, first, NOW)
  t.like((await publishDirectory(folder, first, NOW)).left, [{ role: 'policy', missing: 1 }])
  await home.hear()
  t.deepEqual(await loaded(home), [])
  await publish({ ...home, people: home.people.slice(1) })
  t.is((await loaded(home)).length, 1)
  await removePolicy(folder, 'base', NOW)
  await publish(home)
  t.deepEqual(await loaded(home), [])
  await rm(filesOf(home.paths, 'acme').state)
  t.deepEqual(await loaded(home), [], 'nothing is kept of it')
  await t.throwsAsync(removePolicy(folder, 'base', NOW), { code: 'missing' })
})

test('a policy that can’t be read leaves the last good one; where none was ever good, nothing can be judged', async (t) => {
  const junk = { 'policies/base.yaml': 'nonsense: true\n' }
  const home = await withPolicy(t)
  await loaded(home)
  await publishRaw(home, junk)
  const [layer] = await loaded(home)
  t.like(layer, { file: LABEL, fromLast: true, policy: { name: 'base', version: 2 } })
  t.regex(layer?.refused ?? '', /^line 1: /)
  const other = await following(t)
  await publishRaw(other, junk)
  t.like(await loaded(other), [{ file: LABEL, policy: null }])
  await publishRaw(other, { 'policies/base.yaml': Buffer.from([0xff]) })
  t.like(await loaded(other), [{ policy: null, refused: 'it is not UTF-8' }])
  await publishRaw(other, {
    'policies/base.yaml': policy('base', 1, 'identities: { x: { kind: keyring, keyring: nowhere } }\n'),
  })
  t.like(await loaded(other), [{ policy: null }], 'a keyring that nobody has here')
})

test('a lower version is refused, whoever signed it', async (t) => {
  const home = await withPolicy(t)
  await loaded(home)
  await publishRaw(home, { 'policies/base.yaml': policy('base', 1) })
  const [layer] = await loaded(home)
  t.like(layer, { policy: { version: 2 } })
  t.regex(layer?.refused ?? '', /version/)
})

test('where what was heard is lost or can’t be read, its policies stay', async (t) => {
  const home = await withPolicy(t)
  await loaded(home)
  const { state } = filesOf(home.paths, 'acme')
  const good = await readFile(state)
  for (const spoil of [() => rm(state), () => writeFile(state, '{', { mode: 0o600 })]) {
    await spoil()
    const [layer] = await loaded(home)
    t.like(layer, { file: LABEL, fromLast: true, policy: { name: 'base' } })
    t.not(layer?.refused, null)
  }
  const { policies } = filesOf(home.paths, 'acme')
  await rm(policies, { recursive: true })
  t.like(await loaded(home), [{ layer: 'directory', policy: null }], 'nobody knows what it published')
  await rm(state)
  t.deepEqual(await loaded(home), [], 'it was never heard, and nothing of it was ever in force')
  await writeFile(state, good, { mode: 0o600 })
  await loaded(home)
  await home.sources.leaveDirectory('acme')
  t.deepEqual(await loaded(home), [])
  await t.throwsAsync(readFile(policies), { code: 'ENOENT' })
})

test('at most so many policies of a directory are read; more, and nothing can be judged', async (t) => {
  const home = await following(t)
  const files = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_each, nth) => [`policies/p${nth}.yaml`, policy(`p${nth}`)]),
    )
  await publishRaw(home, files(MAX_DIRECTORY_POLICIES))
  t.is((await loaded(home)).filter(({ policy: read }) => read !== null).length, MAX_DIRECTORY_POLICIES)
  const wish = { label: 'x', text: policy('one-more'), presets }
  await t.throwsAsync(addPolicy(home.folder, wish, NOW), { code: 'policy' })
  await publishRaw(home, files(MAX_DIRECTORY_POLICIES + 1))
  t.like(await loaded(home), [{ layer: 'directory', policy: null }])
})

test('what is drafted passes what followers hold it to', async (t) => {
  const home = await withPolicy(t)
  const add = (text: string) => addPolicy(home.folder, { label: 'base.yaml', text, presets }, NOW)
  t.like(await add('nonsense: true\n'), { ok: false })
  const keyed = (keyring: string) =>
    policy('base', 3, `identities: { x: { kind: keyring, keyring: ${keyring} } }\n`)
  t.like(await add(keyed('nowhere')), { ok: false, problems: [{ line: 4 }] })
  const failing = `${policy('base', 3)}tests: [{ name: no, given: { project: x, version: "1", index: default, kind: wheel, at: "2026-10-20", evidence: {} }, expect: { decision: block } }]\n`
  t.like(await add(failing), { ok: false, problems: [{ code: 'failed-test' }] })
  await t.throwsAsync(add(policy('base', 2, 'mode: warn\n')), { code: 'policy' }, 'the version is not raised')
  await t.throwsAsync(add(policy('Base', 2)), { code: 'policy' })
  t.like(await add(policy('base', 2)), { ok: true, drafted: [] })
  t.like(await add(keyed('acme-release')), { ok: true, name: 'base', drafted: ['policy'] })
  t.like(await add(policy('base', 3)), { ok: true }, 'what is drafted only may be drafted again')
})
