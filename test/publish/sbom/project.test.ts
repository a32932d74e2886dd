import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { identifyFile } from '../../../src/artifact/index.ts'
import { isJsonObject, parseJson, sha256Of, type JsonValue } from '../../../src/encoding/index.ts'
import { readRecordLines } from '../../../src/python/index.ts'
import { wheelFiles, writeWheel } from '../../../src/publish/canonical/index.ts'
import {
  billStatement,
  signBill,
  projectBill,
  putIntoWheel,
  readProject,
  SbomError,
  wheelTime,
  writeBill,
} from '../../../src/publish/sbom/index.ts'
import { againstSchema, FORMS } from './schemas.ts'
import { keyElsewhere, signerOf } from '../../../src/publish/keys/index.ts'
import { SignError } from '../../../src/publish/sign/index.ts'
import { limits } from '../../../src/verify/index.ts'
import { DAY, NOW, WISH } from '../keys/support.ts'

const EPOCH = 1_764_244_800
const MAKING = { version: '1', epochSeconds: EPOCH }
const FORM = { format: 'cyclonedx', spec: '1.6' } as const

function wheelOf(
  name: string,
  version: string,
  headers: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Buffer {
  const info = `${name}-${version}.dist-info`
  const files = {
    [`${name}.py`]: 'x = 1\n',
    [`${info}/METADATA`]: [
      `Metadata-Version: 2.4`,
      `Name: ${name}`,
      `Version: ${version}`,
      ...headers,
      '',
    ].join('\n'),
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nTag: py3-none-any\n',
    [`${info}/RECORD`]: '',
    ...Object.fromEntries(Object.entries(more).map(([path, content]) => [`${info}/${path}`, content])),
  }
  const members = Object.entries(files).map(([path, content]) => ({
    name: path,
    content: Buffer.from(content),
    isExecutable: false,
  }))
  return writeWheel(members, { epochSeconds: EPOCH })
}

async function projectFolder(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pip-trust-project-'))
  mkdirSync(join(folder, 'dist'))
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content)
  return folder
}

const HASH = 'cd'.repeat(32)
const LOCK = `lock-version = "1.0"
created-by = "somebody"
[[packages]]
name = "Lib"
version = "2.0"
index = "https://user:pw@packages.example/simple"
dependencies = [{ name = "deep" }]
wheels = [{ name = "lib-2.0-py3-none-any.whl", url = "https://packages.example/lib-2.0-py3-none-any.whl", hashes = { sha256 = "${HASH}" } }]
[[packages]]
name = "deep"
version = "3"
sdist = { name = "deep-3.tar.gz", hashes = { sha256 = "${HASH}" } }
wheels = [{ url = "https://packages.example/deep-3-py3-none-any.whl", hashes = { sha256 = "${HASH}" } }]
[[packages]]
name = "fromgit"
vcs = { type = "git", url = "https://code.example/x", commit-id = "c0ffee" }
`

test('what was built, what it runs with and what built it', async (t) => {
  const wheel = wheelOf('foo', '1.0', [
    'License-Expression: MIT',
    'Requires-Dist: lib>=1',
    'Requires-Dist: other; extra == "x"',
  ])
  const folder = await projectFolder({
    'dist/foo-1.0-py3-none-any.whl': wheel,
    'pylock.toml': LOCK,
    'build.lock': LOCK.replaceAll('"Lib"', '"backend"').replaceAll('"deep"', '"wheel"'),
  })
  const bill = projectBill(await readProject(folder))
  t.is(bill.about.purl, 'pkg:pypi/foo@1.0')
  t.deepEqual(
    bill.components.map(({ ref }) => ref),
    [
      'build:pkg:pypi/backend@2.0?repository_url=https:%2F%2Fpackages.example%2Fsimple',
      'build:pkg:pypi/fromgit?vcs_url=git%2Bhttps:%2F%2Fcode.example%2Fx%40c0ffee',
      'build:pkg:pypi/wheel@3',
      'pkg:pypi/deep@3',
      'pkg:pypi/foo@1.0?file_name=foo-1.0-py3-none-any.whl',
      'pkg:pypi/fromgit?vcs_url=git%2Bhttps:%2F%2Fcode.example%2Fx%40c0ffee',
      'pkg:pypi/lib@2.0?repository_url=https:%2F%2Fpackages.example%2Fsimple',
    ],
  )
  t.deepEqual(bill.components[4]?.digests, [{ algorithm: 'sha256', hex: sha256Of(wheel) }])
  t.deepEqual(bill.dependsOn.get('pkg:pypi/foo@1.0'), [bill.components[6]?.ref])
  t.deepEqual(bill.dependsOn.get(bill.components[6]?.ref ?? ''), ['pkg:pypi/deep@3'])
  t.is(bill.doubts.length, 1)
  for (const form of FORMS) t.deepEqual(againstSchema(writeBill(bill, MAKING, form)), [])
})

test('a folder without artifacts, with two releases, or with a wheel that lies about its name', async (t) => {
  for (const files of [
    {},
    {
      'dist/foo-1.0-py3-none-any.whl': wheelOf('foo', '1.0'),
      'dist/foo-1.1-py3-none-any.whl': wheelOf('foo', '1.1'),
    },
    { 'dist/bar-1.0-py3-none-any.whl': wheelOf('foo', '1.0') },
  ]) {
    const error = await t.throwsAsync(readProject(await projectFolder(files)), { instanceOf: SbomError })
    t.is(error?.code, 'project')
  }
})

for (const lock of [
  'lock-version = "2.0"\npackages = []',
  'no toml',
  'lock-version = "1.0"\n[[packages]]\nname = "-"',
  'lock-version = "1.0"',
]) {
  test(`no lock file: ${JSON.stringify(lock)}`, async (t) => {
    const folder = await projectFolder({
      'dist/foo-1.0-py3-none-any.whl': wheelOf('foo', '1.0'),
      'pylock.toml': lock,
    })
    const error = await t.throwsAsync(readProject(folder), { instanceOf: SbomError })
    t.is(error?.code, 'lock')
  })
}

test('a bill in a wheel lies where PEP 770 has it, RECORD names it, and the wheel is still that release', async (t) => {
  const wheel = wheelOf('foo', '1.0')
  const folder = await projectFolder({ 'dist/foo-1.0-py3-none-any.whl': wheel })
  const { metadata } = await readProject(folder)
  const bill = writeBill(
    projectBill({ metadata, artifacts: [], locked: null, builtWith: null }),
    MAKING,
    FORM,
  )
  const out = await putIntoWheel(wheel, bill, { epochSeconds: await wheelTime(wheel) })
  t.deepEqual(out, await putIntoWheel(out, bill, { epochSeconds: EPOCH }))
  const files = await wheelFiles(out)
  const inside = files.find(({ name }) => name === 'foo-1.0.dist-info/sboms/pip-trust.cdx.json')
  t.is(Buffer.from(inside?.content ?? []).toString(), bill.text)
  const record = files.find(({ name }) => name.endsWith('/RECORD'))
  const line = readRecordLines(Buffer.from(record?.content ?? []).toString())?.find(
    ({ path }) => path === inside?.name,
  )
  t.is(line?.digest?.hex, sha256Of(Buffer.from(bill.text)))
  const path = join(folder, 'dist', 'foo-1.0-py3-none-any.whl')
  writeFileSync(path, out)
  t.true((await identifyFile({ path, filename: 'foo-1.0-py3-none-any.whl' })).ok)
})

test('a signed wheel takes no bill any more', async (t) => {
  const wheel = wheelOf('foo', '1.0')
  const signed = wheelOf('foo', '1.0', [], { 'RECORD.p7s': 'x' })
  const folder = await projectFolder({ 'dist/foo-1.0-py3-none-any.whl': wheel })
  const { metadata } = await readProject(folder)
  const bill = writeBill(
    projectBill({ metadata, artifacts: [], locked: null, builtWith: null }),
    MAKING,
    FORM,
  )
  const error = await t.throwsAsync(putIntoWheel(signed, bill, { epochSeconds: EPOCH }), {
    instanceOf: SbomError,
  })
  t.is(error?.code, 'wheel')
})

const subjectsOf = (statement: JsonValue): JsonValue | undefined =>
  isJsonObject(statement) ? statement['subject'] : undefined

test('a statement is about the files that are named, and the bill’s own', async (t) => {
  const folder = await projectFolder({ 'dist/foo-1.0-py3-none-any.whl': wheelOf('foo', '1.0') })
  const bill = writeBill(projectBill(await readProject(folder)), MAKING, FORM)
  const read = (bytes: Buffer): JsonValue => parseJson(bytes, { maxBytes: 1e6, maxDepth: 20 })
  const sha256 = sha256Of(Buffer.from('wheel'))
  const own = { name: 'bom.json', digest: { sha256: sha256Of(Buffer.from(bill.text)) } }
  const statement = read(billStatement(bill, [{ name: 'foo.whl', sha256 }], 'bom.json'))
  t.like(statement, { predicateType: 'https://cyclonedx.org/bom' })
  t.deepEqual(subjectsOf(statement), [{ name: 'foo.whl', digest: { sha256 } }, own])
  t.deepEqual(subjectsOf(read(billStatement(bill, [], 'bom.json'))), [own])
})

test('a bill that no verifier would read in its envelope is not signed', async (t) => {
  const signer = signerOf(generateKeyPairSync('ed25519').privateKey)
  const place = { kind: 'environment', name: 'KEY' } as const
  const { record } = await keyElsewhere(signer, place, null, { ...WISH, purpose: ['sbom'] }, NOW)
  const keys = [{ record, signer }]
  const signed = (text: string) =>
    signBill(
      { form: { format: 'cyclonedx', spec: '1.6' }, json: { words: text }, text },
      { filename: 'bom.json', subjects: [], keys, now: NOW + DAY, actor: 'dana' },
    )
  const { content, made } = await signed('x')
  t.is(made.length, 1)
  // Of three bytes base64 makes four.
  const room = Math.floor(((limits.MAX_STATEMENT_ENVELOPE_BYTES - content.byteLength) * 3) / 4)
  t.true((await signed('x'.repeat(room - 3))).content.byteLength > limits.MAX_STATEMENT_ENVELOPE_BYTES - 16)
  await t.throwsAsync(signed('x'.repeat(room + 4)), { instanceOf: SignError, code: 'form' })
})

test('what is no wheel takes no bill, and is no internal error', async (t) => {
  await t.throwsAsync(wheelTime(Buffer.from('no zip')), { instanceOf: SbomError, code: 'wheel' })
})
