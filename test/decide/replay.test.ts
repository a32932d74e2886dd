import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { judge, policyInForce, type Question } from '../../src/decide/index.ts'
import {
  evaluateLayers,
  parsePolicy,
  presetPolicy,
  questionOf,
  type Layers,
  type PresetName,
} from '../../src/policy/index.ts'
import { fileArtifact, known, question, RUN, sdist as plainSdist, tree } from '../protocol/samples.ts'
import {
  about,
  attestedWorld,
  DAY,
  factsOf,
  github,
  NOW,
  tell,
  unreachable,
  wheel,
} from './releases-world.ts'

const presets = (name: PresetName): string =>
  readFileSync(join(import.meta.dirname, `../../policies/${name}.yaml`), 'utf8')

function policyText(body: string): Layers[0] {
  const text = `apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: acme, version: 1 }\n${body}`
  const parsed = parsePolicy(text, { file: 'team-policy.yaml', presets, keyrings: [] })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.policy
}

const LAYERS: Layers = [
  policyText(`indexes: { home: { url: "https://private.example/simple/", private: true } }
rules: [ { id: all, match: { project: ["*"] }, require: [] } ]`),
  presetPolicy(presets),
]

test('every decision can be replayed from its record, to the word', async (t) => {
  const files = [wheel('3.1.0'), wheel('3.1.1'), wheel('3.1.2', { attested: false })]
  const young = wheel('3.2.0', { uploadedAt: NOW - 5 })
  const ours = github()
  const other = github({ workflow: 'other.yml' })
  const by = { 'flask-3.1.0-py3-none-any.whl': ours, 'flask-3.1.1-py3-none-any.whl': other }
  const world = { ...attestedWorld(by), policy: policyInForce(LAYERS) }
  await tell(world, [...files, young])
  for (const file of [...files, young]) await factsOf(world, file)
  const silentWorld: typeof world = {
    ...world,
    verify: unreachable,
    trustDigest: 'other',
  }
  await factsOf(silentWorld, known(files[0]))
  await factsOf({ ...silentWorld, now: () => NOW + 30 * DAY }, known(files[0]))
  await judge(question({ artifact: tree() }), world)
  await judge(question({ artifact: plainSdist() }), world)
  const derived = fileArtifact({ channel: 'derived', index: null })
  await judge(question({ artifact: derived, derivedFrom: plainSdist().sha256 }), world)
  await judge(question({ artifact: { ...derived, channel: 'wheel-cache' } }), world)
  const home = { url: 'https://private.example/simple/', insecure: false }
  await tell(world, [wheel('1.0')], { index: home })
  await factsOf(world, known(files[1]))
  await world.store.setBypass({ reason: 'an outage', by: 'dana', from: NOW, until: NOW + 60 })
  await factsOf(world, known(files[2]))

  const records = await world.store.decisions({ ref: null, limit: 100 })
  t.is(records.length, 12)
  const codes = new Set<string>()
  for (const record of records) {
    const asked = known(questionOf(JSON.parse(JSON.stringify(record))))
    const again = evaluateLayers(asked, LAYERS, record.at)
    const { ref: _ref, fromCache: _fromCache, ...verdict } = record.verdict
    t.deepEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(verdict)))
    for (const { code } of record.verdict.reasons) codes.add(code)
  }
  for (const code of ['TC2103', 'TC2204', 'TC4011', 'TC4012', 'TC4015', 'TC4019'])
    t.true(codes.has(code), code)
})

test('what verified before stands in while evidence can not be had, for as long as the policy says', async (t) => {
  const file = wheel('3.1.0', { uploadedAt: NOW - 10 * DAY })
  const world = { ...attestedWorld({ [file.filename]: github() }), policy: policyInForce(LAYERS) }
  await tell(world, [file])
  const first = await decide(about(file), world)
  t.is(first.decision, 'allow')
  const later = { ...world, verify: unreachable, trustDigest: 'other', now: () => NOW + 7 * DAY }
  t.is((await decide(about(file), later)).decision, 'allow')
  t.is((await decide(about(file), { ...later, now: () => NOW + 7 * DAY + 1 })).code, 'TC4019')
  const never = wheel('3.1.1')
  t.is((await decide(about(never), later)).code, 'TC2104')
})

test('a bypass warns where the policy refuses, never in ci, and never where the bytes differ', async (t) => {
  const lost = wheel('3.1.1', { attested: false })
  const world = { ...attestedWorld({}), policy: policyInForce(LAYERS) }
  await tell(world, [wheel('3.1.0'), lost])
  const asked = about(lost, { precedent: { filename: '', evidence: [] } })
  t.is((await decide(asked, world)).decision, 'block')
  await world.store.setBypass({ reason: 'an outage', by: 'dana', from: NOW, until: NOW + 60 })
  const passed = await decide(asked, world)
  t.is(passed.decision, 'warn')
  t.true(passed.reasons.some(({ code }) => code === 'TC4012'))
  t.is((await decide({ ...asked, run: { ...RUN, context: 'ci' } }, world)).decision, 'block')
  t.is((await decide(asked, { ...world, now: () => NOW + 60 })).decision, 'block')
  const claimed = [{ by: 'index', sha256: plainSdist().sha256 }] as const
  t.is((await decide({ ...asked, claimed }, world)).code, 'TC1002')
})

test('a file from another index than the private one that has its name is refused', async (t) => {
  const file = wheel('3.1.0')
  const world = { ...attestedWorld({ [file.filename]: github() }), policy: policyInForce(LAYERS) }
  await tell(world, [file], { index: { url: 'https://private.example/simple/', insecure: false } })
  await tell(world, [file])
  const verdict = await decide(about(file), world)
  t.is(verdict.code, 'TC4011')
})

async function decide(asked: Question, world: Parameters<typeof judge>[1]) {
  const outcome = await judge(asked, world)
  if (outcome.kind !== 'verdict') throw new Error(`expected a verdict and got ${outcome.kind}`)
  return outcome.verdict
}
