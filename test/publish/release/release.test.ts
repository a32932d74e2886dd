import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { parseJson, isJsonObject, sha256Of, type JsonObject } from '../../../src/encoding/index.ts'
import { planRelease, releaseProject, type ConsumerVerdict } from '../../../src/publish/release/index.ts'
import { parseStepRecord, stepRecordDigest } from '../../../src/publish/release/chain/index.ts'
import type { KeyRecord } from '../../../src/trust/index.ts'
import { NOW } from '../build/planted-project.ts'
import { publisher } from './publisher.ts'

const ALL = ['build', 'reproduce', 'sbom', 'sign', 'verify']
const SDIST = 'acme_pay-1.0.tar.gz'
const WHEEL = 'acme_pay-1.0-py3-none-any.whl'

test('from a commit to a folder with all of it, whose records follow on each other; a second time nothing is done', async (t) => {
  const { request, world, begun, happened, asked, planted } = await publisher(t)
  const plan = await planRelease(request, world)
  t.true(plan.steps.every(({ isKept }) => !isKept))
  t.is(plan.folder, 'absent')
  t.false(existsSync(request.out), 'looking writes nothing')
  const { files } = await releaseProject(request, world)
  t.deepEqual(begun, ALL)
  t.deepEqual((await readdir(request.out)).toSorted(), files.map(({ name }) => name).toSorted())
  t.deepEqual(
    files.map(({ name }) => name),
    [
      SDIST,
      WHEEL,
      'acme_pay-1.0.buildinfo.json',
      'acme_pay-1.0.slsa.json',
      'acme_pay-1.0.cdx.json',
      `${SDIST}.publish.attestation`,
      `${SDIST}.slsa.attestation`,
      `${WHEEL}.publish.attestation`,
      `${WHEEL}.slsa.attestation`,
      `${SDIST}.dana.rebuild.json`,
      `${WHEEL}.dana.rebuild.json`,
      'acme_pay-1.0.cdx.json.intoto.json',
      'acme_pay-1.0.release.jsonl',
    ],
  )
  const lines = (await readFile(join(request.out, 'acme_pay-1.0.release.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
  const records = lines.map((line) => parseStepRecord(Buffer.from(line)))
  t.deepEqual(
    records.map((record) => record?.previous),
    [null, ...records.slice(0, 4).map((record) => record && stepRecordDigest(record))],
  )
  const named = records.flatMap((record) => record?.outputs ?? [])
  for (const { name, bytes } of files.slice(0, -1))
    t.is(named.find((each) => each.name === name)?.sha256, sha256Of(bytes), name)
  t.deepEqual(
    happened.map(({ kind }) => kind),
    ['build', 'release'],
  )
  t.like(happened[0], { project: 'acme-pay', version: '1.0', isVaried: true, isIdentical: true, at: NOW })
  t.like(happened[1], { project: 'acme-pay', version: '1.0', code: null })
  t.is(asked.length, 2)
  t.deepEqual(
    (await world.ledger.read()).entries.map(({ purpose }) => purpose),
    ['release', 'release', 'release', 'release', 'rebuild', 'rebuild', 'sbom'],
  )

  const envelope = parsed(files.find(({ name }) => name === `${WHEEL}.dana.rebuild.json`)?.bytes)
  t.like(parsed(payloadOf(envelope)), {
    subject: [{ name: WHEEL, digest: { sha256: sha256Of(files[1]?.bytes ?? Buffer.alloc(0)) } }],
    predicate: {
      buildDefinition: {
        externalParameters: { ecosystem: 'pypi', package: 'acme-pay', version: '1.0', artifact: WHEEL },
        resolvedDependencies: [{ digest: { gitCommit: planted.git('rev-parse', 'HEAD') } }],
      },
      runDetails: { builder: { id: 'https://acme.example/release' } },
    },
  })

  begun.length = 0
  const again = await planRelease(request, world)
  t.true(again.steps.every(({ isKept }) => isKept))
  t.is(again.folder, 'same')
  await releaseProject(request, world)
  t.deepEqual(begun, [])

  // The same commit signed in one form alone: what was built stays.
  const fewer = { ...request, sign: { ...request.sign, forms: ['publish'] as const } }
  await t.throwsAsync(releaseProject(fewer, world), { code: 'target' }, 'the folder holds the other release')
  t.deepEqual(begun, ['sign', 'verify'])
})

function payloadOf({ payload }: JsonObject): Buffer {
  return Buffer.from(typeof payload === 'string' ? payload : '', 'base64')
}

function parsed(bytes: Uint8Array | undefined) {
  const value = parseJson(bytes ?? '', { maxBytes: 1024 * 1024, maxDepth: 16 })
  if (!isJsonObject(value)) throw new Error('no object')
  return value
}

test('a second build of other bytes: nothing is signed, and the difference is named', async (t) => {
  const { request, world, happened } = await publisher(t, {
    plan: 'import os\nresult = None if hook != "wheel" else os.urandom(8).hex()\n',
  })
  const error = await t.throwsAsync(releaseProject(request, world), { code: 'not-reproduced' })
  t.regex(error?.message ?? '', /extra\.txt/)
  t.false(existsSync(request.out))
  t.is((await world.ledger.read()).entries.length, 0)
  t.like(happened, [{ kind: 'build', isIdentical: false }])
})

test('a consumer who refuses, says nothing, or takes everything: signed, and not released', async (t) => {
  let answer: (name: string, isAltered: boolean) => readonly ConsumerVerdict[] = () => []
  const { request, world, begun, happened, asked } = await publisher(t, {
    consume: ({ artifacts }) =>
      Promise.resolve(artifacts.flatMap((name) => answer(name, asked.length % 2 === 0))),
  })
  const said = (name: string, isLetIn: boolean): readonly ConsumerVerdict[] => [
    { name, isLetIn, code: isLetIn ? 'TC0000' : 'TC2112', words: 'as planted' },
  ]
  const answers: readonly (readonly [typeof answer, string, string])[] = [
    [(name) => said(name, false), 'not-verified', 'TC2112'],
    [() => [], 'not-verified', 'none'],
    [
      (name, isAltered) => (name === WHEEL ? said(name, !isAltered) : said(name, false)),
      'not-verified',
      'TC2112',
    ],
    [(name) => said(name, true), 'unguarded', 'unguarded'],
    [
      (name, isAltered) => (isAltered && name === WHEEL ? [] : said(name, !isAltered)),
      'unguarded',
      'unguarded',
    ],
  ]
  for (const [each, code, journalled] of answers) {
    answer = each
    await t.throwsAsync(releaseProject(request, world), { code })
    t.false(existsSync(request.out))
    t.like(happened.at(-1), { kind: 'release', code: journalled })
  }
  begun.length = 0
  answer = (name, isAltered) => said(name, !isAltered)
  await releaseProject(request, world)
  t.deepEqual(begun, ['verify'], 'what was built and signed is kept')
  t.true(existsSync(join(request.out, WHEEL)))
})

test('a dirty tree, a moved tag, a key that may not sign: refused before anything is built', async (t) => {
  const { request, world, record, begun, planted } = await publisher(t)
  const revocation = { kind: 'hard', reason: 'compromised', at: NOW } as const
  const wrong: readonly (readonly [KeyRecord, string])[] = [
    [{ ...record, signUntil: NOW - 1 }, 'state'],
    [{ ...record, notBefore: NOW + 1 }, 'state'],
    [{ ...record, state: 'revoked', revocation }, 'revoked'],
    [{ ...record, purpose: ['sbom'] }, 'purpose'],
  ]
  for (const [key, code] of wrong) {
    const signer = { ...world.signer, keys: [key] }
    await t.throwsAsync(releaseProject(request, { ...world, signer }), { code })
    await t.throwsAsync(planRelease(request, { ...world, signer }), { code })
  }
  planted.git('tag', 'v1')
  await planted.write('acme_pay.py', 'PAID = False\n')
  await t.throwsAsync(releaseProject(request, world), { code: 'dirty' })
  planted.commit()
  const tagged = { ...request, build: { ...request.build, source: { ...request.build.source, tag: 'v1' } } }
  await t.throwsAsync(releaseProject(tagged, world), { code: 'moved-tag' })
  t.deepEqual(begun, [])
  t.false(existsSync(request.out))
})
