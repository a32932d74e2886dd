import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { locksIn, readRequirementFiles } from '../../../shim/pip-settings/index.ts'
import { MAX_REQUIREMENT_BYTES, MAX_REQUIREMENT_FILES } from '../../../shim/pip-settings/requirement-files.ts'
import {
  MAX_LOCK_ENTRIES,
  MAX_LOCK_FIELDS,
  MAX_LOCK_IDENTITIES,
  MAX_LOCK_TEXT,
} from '../../../src/protocol/index.ts'
import { parseProjectName, parseVersion } from '../../../src/python/index.ts'
import { parseSha256 } from '../../../src/encoding/index.ts'

const A = 'a'.repeat(64)
const B = 'b'.repeat(64)
const GITHUB = '{ kind = "GitHub", repository = "acme/x", workflow = "release.yml" }'
const FIELDS = { kind: 'GitHub', repository: 'acme/x', workflow: 'release.yml' }

const fileOf = (digest: string, project = 'x', version = '1.0') => {
  const [sha256, name, number] = [parseSha256(digest), parseProjectName(project), parseVersion(version)]
  if (sha256 === null || name === null || number === null) throw new TypeError('not a file')
  return { sha256, project: name, version: number }
}

const lock = (identities: string, head = 'name = "x"\nversion = "1.0"') =>
  `lock-version = "1.0"\n[[packages]]\n${head}\nwheels = [{ hashes = { sha256 = "${A}" } }]\n${identities}\n`

const named = async (texts: string | readonly string[], file = fileOf(A)) => {
  const files = [texts].flat().map((text) => ({ kind: 'pylock', text }) as const)
  return (await locksIn(files)).namedFor(file)
}

const kinds = async (text: string | readonly string[], file = fileOf(A)) =>
  (await named(text, file)).map((group) => group.map(({ kind }) => kind))

test('publishers of a package, for its files: by digest, or by name and version', async (t) => {
  const text = lock(`attestation-identities = [${GITHUB}]`)
  const expected = [[{ kind: 'publisher' as const, fields: FIELDS }]]
  t.deepEqual(await named(text), expected)
  t.deepEqual(await named(text, fileOf(A, 'other', '9')), expected)
  t.deepEqual(await named(text, fileOf(B, 'X', '1')), expected)
  t.deepEqual(await named(text, fileOf(B, 'x', '1.1')), [])
  t.deepEqual(await named(text, fileOf(B, 'y')), [])
  const any = lock(`attestation-identities = [${GITHUB}]`, 'name = "X"')
  t.deepEqual(await named(any, fileOf(B, 'x', '7')), expected)
  t.deepEqual(await named(lock('')), [])
  t.deepEqual(await named(lock('attestation-identities = []')), [])
})

test('tables in TOML’s other form, and those of several packages', async (t) => {
  const text = `${lock('')}[[packages.attestation-identities]]
kind = "GitHub"
repository = "acme/x"
workflow = "release.yml"
[[packages.attestation-identities]]
kind = "Google"
email = "a@b.example"
[[packages]]
name = "y"
`
  t.deepEqual(await kinds(text), [['publisher', 'publisher']])
  t.deepEqual(await kinds(text, fileOf(B, 'y')), [])
})

test('each entry and each file that is about it counts; the same twice counts once', async (t) => {
  const google = '{ kind = "Google", email = "a@b.example" }'
  const one = lock(`attestation-identities = [${GITHUB}]`)
  t.is((await named([one, one])).length, 1)
  t.is((await named([one, lock(`attestation-identities = [${google}]`)])).length, 2)
  t.is((await named(`${one}${one.slice(one.indexOf('[[packages]]')).replace(GITHUB, google)}`)).length, 2)
})

test('what is no publisher is named as unreadable, never left out', async (t) => {
  for (const identities of ['"x"', '7', '[7]', '["GitHub"]', '[[]]', 'true', '1979-05-27'])
    t.deepEqual(await kinds(lock(`attestation-identities = ${identities}`)), [['unreadable']], identities)
  t.deepEqual(await named(lock('attestation-identities = [{}]')), [[{ kind: 'publisher', fields: {} }]])
  const mixed = '[{ kind = "GitHub", repository = 7, workflow = ["release.yml"], claims = { a = "b" } }]'
  t.deepEqual(await named(lock(`attestation-identities = ${mixed}`)), [
    [{ kind: 'publisher', fields: { kind: 'GitHub' } }],
  ])
})

test('a lock file that can not be read holds every file up', async (t) => {
  for (const text of ['x = [', '['.repeat(5000), `${lock(`attestation-identities = [${GITHUB}]`)}\n\0`]) {
    t.deepEqual(await kinds(text, fileOf(B, 'other')), [['unreadable']], text.slice(0, 20))
    t.deepEqual(await kinds([text, text]), [['unreadable']])
  }
  t.deepEqual(await kinds(''), [])
  t.deepEqual(await kinds('packages = 7'), [])
})

test('a lock file that is too large, one too many, or not there, is not read as one that asks for nothing', async (t) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'locks-')))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'pylock.toml')
  const held = async (...names: readonly string[]) =>
    (await locksIn(await readRequirementFiles(names))).namedFor(fileOf(A)).length
  const text = lock('')
  await writeFile(path, text + ' '.repeat(MAX_REQUIREMENT_BYTES - text.length))
  t.is(await held(path), 0)
  await writeFile(path, text + ' '.repeat(MAX_REQUIREMENT_BYTES - text.length + 1))
  t.is(await held(path), 1)
  await writeFile(path, text)
  const many = Array.from({ length: MAX_REQUIREMENT_FILES }, (_, nth) => join(folder, `${nth}.txt`))
  t.is(await held(...many.slice(1), path), 0)
  t.is(await held(...many, path), 1)
  t.is(await held(join(folder, 'pylock.none.toml')), 1)
  t.is(await held(join(folder, 'requirements.txt')), 0)
})

test('publishers, their fields and entries are bounded; what is beyond is unreadable', async (t) => {
  const list = (count: number) => lock(`attestation-identities = [${`${GITHUB},`.repeat(count)}]`)
  t.is((await named(list(MAX_LOCK_IDENTITIES)))[0]?.length, MAX_LOCK_IDENTITIES)
  t.deepEqual(await kinds(list(MAX_LOCK_IDENTITIES + 1)), [['unreadable']])
  const fields = (count: number) =>
    lock(
      `attestation-identities = [{ ${Array.from({ length: count }, (_, nth) => `f${nth} = "x"`).join(', ')} }]`,
    )
  t.deepEqual(await kinds(fields(MAX_LOCK_FIELDS)), [['publisher']])
  t.deepEqual(await kinds(fields(MAX_LOCK_FIELDS + 1)), [['unreadable']])
  const long = (length: number) => lock(`attestation-identities = [{ kind = "${'x'.repeat(length)}" }]`)
  t.deepEqual(await kinds(long(MAX_LOCK_TEXT)), [['publisher']])
  t.deepEqual(await kinds(long(MAX_LOCK_TEXT + 1)), [['unreadable']])
  const entries = (count: number) =>
    Array.from({ length: count }, (_, nth) => lock(`attestation-identities = [{ kind = "k${nth}" }]`))
  t.is((await named(entries(MAX_LOCK_ENTRIES))).length, MAX_LOCK_ENTRIES)
  t.deepEqual(await kinds(entries(MAX_LOCK_ENTRIES + 1)), [['unreadable']])
})
