import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'ava'
import type { HomePaths } from '../../src/client/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import { parseProjectName } from '../../src/python/index.ts'
import { known, question, RUN } from '../protocol/samples.ts'
import {
  addPolicy,
  publishDirectory,
  signDrafts,
  verifyDirectory,
} from '../../src/publish/directory/index.ts'
import { openSources, presetReader } from '../../src/sources/index.ts'
import { directoryOf, NOW } from '../publish/directory/people.ts'
import { LIB } from '../sources/scratch.ts'
import { becomes, openHere, runningDaemon, start } from './running-daemon.ts'

function policyText(name: string, rest = '', version = 1): string {
  return `apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: ${name}, version: ${version} }\n${rest}`
}

const ALLOWING = policyText('mine', 'rules: [ { id: all, match: { project: ["*"] }, require: [] } ]\n')
const denying = (name: string, version = 1): string =>
  policyText(
    name,
    'rules: [ { id: no, match: { project: [sampleproject] }, deny: "not here" },\n  { id: rest, match: { project: ["*"] }, require: [] } ]\n',
    version,
  )
const ours = denying('ours')

/** `<home>/machine/policy.yaml` */
function homeMachine({ machinePolicyFiles }: HomePaths): string {
  return known(machinePolicyFiles.at(-1))
}

async function plant(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, text, { mode: 0o600 })
}

test('of several layers the strictest decides, and the digest is over all of theirs', async (t) => {
  const { open, paths } = await runningDaemon(t, async (places) => {
    await plant(places.policyFile, ALLOWING)
  })
  const client = await open()
  t.is((await client.ask(question())).decision, 'allow')
  await plant(
    paths.teamPolicyFile,
    policyText('team', 'rules: [ { id: all, match: { project: ["*"] }, require: [] } ]\n'),
  )
  t.is((await client.reload()).layers.length, 2)
  t.is((await client.ask(question())).decision, 'allow')
  await plant(homeMachine(paths), ours)
  const { layers, name, digest, files } = await client.reload()
  t.deepEqual(
    layers.map(({ layer, policy }) => [layer, policy.name]),
    [
      ['machine', 'ours'],
      ['team', 'team'],
      ['user', 'mine'],
    ],
  )
  t.is(name, 'ours + team + mine')
  t.is(digest, sha256Of(Buffer.from(layers.map(({ policy }) => policy.digest).join('\n'))))
  t.deepEqual(files, [homeMachine(paths), paths.teamPolicyFile, paths.policyFile])
  const verdict = await client.ask(question())
  t.is(verdict.decision, 'block')
  t.is(verdict.policy.name, 'ours')
  await client.close()
})

test("without a file of the person's, another layer stands alone; without any, the preset", async (t) => {
  const { open, paths } = await runningDaemon(t, (places) => plant(places.teamPolicyFile, ALLOWING))
  const client = await open()
  t.deepEqual(
    (await client.status()).policy.layers.map(({ layer }) => layer),
    ['team'],
  )
  await rm(paths.teamPolicyFile)
  const { layers, name } = await client.reload()
  t.is(name, 'balanced')
  t.deepEqual(
    layers.map(({ layer, file }) => [layer, file]),
    [['user', null]],
  )
  await client.close()
})

test('a machine policy that appears while the daemon runs is in force by itself', async (t) => {
  const { open, paths } = await runningDaemon(t, (places) => plant(places.policyFile, ALLOWING))
  const client = await open()
  await plant(homeMachine(paths), ours)
  await becomes('both layers are in force', async () => (await client.status()).policy.layers.length >= 2)
  t.is((await client.ask(question())).code, 'TC4001')
  await client.close()
})

test('a layer that breaks leaves its own old content in force, also after a restart', async (t) => {
  const { open, paths, daemon } = await runningDaemon(t, async (places) => {
    await plant(places.policyFile, ALLOWING)
    await plant(places.teamPolicyFile, ours)
  })
  const client = await open()
  await plant(paths.teamPolicyFile, 'nonsense: true\n')
  const { layers, refused } = await client.reload()
  t.is(layers.length, 2)
  t.true(refused?.includes(paths.teamPolicyFile))
  t.is((await client.ask(question())).code, 'TC4001')
  await client.close()
  await daemon.stop({ drain: true })
  await daemon.ended
  const again = known(await start(paths))
  const second = await openHere(paths)
  t.is((await second.ask(question())).code, 'TC4001')
  await second.close()
  await again.stop({ drain: false })
  await again.ended
  await rm(join(paths.lastPoliciesDir, 'team.json'))
  const third = known(await start(paths))
  const last = await openHere(paths)
  t.is((await last.ask(question())).code, 'TC5009')
  await last.close()
  await third.stop({ drain: false })
  await third.ended
})

test('a file that appears and can not be used changes nothing of what is in force', async (t) => {
  const { open, paths } = await runningDaemon(t)
  const client = await open()
  await plant(paths.policyFile, 'nonsense: true\n')
  const { name, refused } = await client.reload()
  t.is(name, 'balanced')
  t.not(refused, null)
  t.is((await client.ask(question())).decision, 'warn')
  await client.close()
})

test('an older version is refused, also by a daemon that starts', async (t) => {
  const { open, paths, daemon } = await runningDaemon(t, (places) =>
    plant(places.policyFile, denying('mine', 7)),
  )
  const client = await open()
  await plant(paths.policyFile, ALLOWING)
  t.is((await client.reload()).version, 7)
  await client.close()
  await daemon.stop({ drain: true })
  await daemon.ended
  const again = known(await start(paths))
  const second = await openHere(paths)
  t.is(second.hello.policy.version, 7)
  t.is((await second.ask(question())).code, 'TC4001')
  await second.close()
  await again.stop({ drain: false })
  await again.ended
})

test('settings that never could be read go on refusing after a reload', async (t) => {
  const { open } = await runningDaemon(t, (places) => plant(places.settingsFile, '{'))
  const client = await open()
  await client.reload()
  t.is((await client.ask(question())).code, 'TC5009')
  await client.close()
})

test('a file that is replaced, and so gone for a moment, stays in force meanwhile', async (t) => {
  const { open, paths } = await runningDaemon(t, (places) => plant(places.policyFile, denying('mine')))
  const client = await open()
  await rm(paths.policyFile)
  const reloaded = client.reload()
  await plant(paths.policyFile, denying('mine', 2))
  t.is((await reloaded).version, 2)
  const { records } = await client.history({ since: 0, before: null, limit: 100 })
  t.deepEqual(
    records.map(({ event }) => (event.type === 'policy-in-force' ? event.name : event.type)),
    ['mine', 'mine'],
  )
  await client.close()
})

test('a file that is written in place, and so half there for a moment, is not told to be refused', async (t) => {
  const { open, paths } = await runningDaemon(t, (places) => plant(places.policyFile, denying('mine')))
  const client = await open()
  await writeFile(paths.policyFile, '')
  const reloaded = client.reload()
  await writeFile(paths.policyFile, denying('mine', 2))
  t.is((await reloaded).version, 2)
  const { records } = await client.history({ since: 0, before: null, limit: 100 })
  t.false(records.some(({ event }) => event.type === 'policy-refused'))
  await client.close()
})

test('the last good text is kept for each layer, and forgotten with it', async (t) => {
  const { open, paths } = await runningDaemon(t, (places) => plant(places.policyFile, ALLOWING))
  const client = await open()
  const kept = join(paths.lastPoliciesDir, 'user.json')
  t.like(JSON.parse(await readFile(kept, 'utf8')), { text: ALLOWING })
  await rm(paths.policyFile)
  await client.reload()
  await t.throwsAsync(readFile(kept), { code: 'ENOENT' })
  await client.close()
})

test('a policy of a followed directory refuses what the person allows, and allows nothing that they refuse', async (t) => {
  const { folder, people, first } = await directoryOf(t)
  const presets = await presetReader(join(LIB, 'policies'))
  const publish = async (text: string) => {
    await addPolicy(folder, { label: 'base.yaml', text, presets }, NOW)
    for (const each of people.slice(0, 2)) await signDrafts(folder, each, NOW)
    await publishDirectory(folder, first, NOW)
  }
  const follow = async (places: HomePaths) => {
    const { introduction } = await verifyDirectory(folder, NOW)
    const confirm = () => Promise.resolve(false)
    await openSources({ ...places, lib: LIB }, { fetch, monotonicMs: () => 0 }).joinDirectory(
      { name: 'acme', where: folder, introduction, confirm },
      { now: NOW, signal: new AbortController().signal },
    )
  }
  const indexes = (url: string) => `indexes: { x: { url: "${url}", private: true } }\n`
  const lure = 'https://public.example/simple/'
  await publish(denying('base') + indexes(lure))
  const prepare = async (places: HomePaths) => {
    await plant(places.policyFile, ALLOWING)
    await follow(places)
  }
  const { open, paths } = await runningDaemon(t, prepare, () => NOW)
  const client = await open()
  const { name, layers } = (await client.status()).policy
  t.is(name, 'base + mine')
  t.like(layers[0], { layer: 'directory', file: 'directory acme: policies/base.yaml' })
  const verdict = await client.ask(question())
  t.is(verdict.code, 'TC4001')
  t.like(verdict.policy, { name: 'base', at: 'directory acme: policies/base.yaml:4' })

  const asking = {
    run: RUN,
    project: known(parseProjectName('flask')),
    index: { url: lure, insecure: false },
  }
  t.deepEqual((await client.page(asking)).privateIndexes, [lure], 'nobody else names one')
  await plant(paths.policyFile, denying('mine', 2) + indexes('https://acme.example/simple/'))
  await publish(ALLOWING.replace('name: mine, version: 1', 'name: base, version: 2') + indexes(lure))
  const isNew = async () => {
    const found = (await client.status()).policy.layers.map(({ policy }) => policy.version)
    return found.every((version) => version === 2)
  }
  await becomes('the next versions are in force by themselves', isNew)
  t.deepEqual((await client.page(asking)).privateIndexes, ['https://acme.example/simple/'])
  const mine = await client.ask(question())
  t.like([mine.code, mine.policy.name], ['TC4001', 'mine'])

  await rm(paths.policyFile)
  t.is((await client.reload()).name, 'base + balanced', 'the default is the machine’s own word')
  t.is((await client.ask(question())).decision, 'warn')
  await client.close()
})
