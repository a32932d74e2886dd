import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { environmentBill, SbomError, type Bill, type Component } from '../../../src/publish/sbom/index.ts'
import { fakeEnvironment } from './environment-folder.ts'

const known = (bill: Bill, name: string): Component => {
  const found = bill.components.find((each) => each.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}
const property = (component: Component, name: string): string | undefined =>
  component.properties.find((each) => each.name === name)?.value

test('a distribution is listed with licence, digests of its RECORD and package URL', async (t) => {
  const environment = await fakeEnvironment()
  environment.install('Foo_Bar', '1.0', {
    headers: [
      'License-Expression: MIT',
      'License-File: LICENSE',
      'Summary: does foo',
      'Author: Dana',
      'Project-URL: Source, https://user:pw@code.example/foo',
    ],
    more: { INSTALLER: 'pip\n', REQUESTED: '' },
  })
  const bill = await environment.bill()
  const foo = known(bill, 'Foo_Bar')
  t.is(foo.purl, 'pkg:pypi/foo-bar@1.0')
  t.deepEqual(foo.licence, { kind: 'expression', expression: 'MIT', from: 'License-Expression' })
  t.deepEqual(foo.links, [{ kind: 'vcs', url: 'https://code.example/foo', digests: [] }])
  t.is(property(foo, 'record:files'), '5')
  t.is(property(foo, 'record:agreeing'), '4')
  t.is(property(foo, 'requested'), 'yes')
  t.is(property(foo, 'installer'), 'pip')
  t.is(property(foo, 'licence:file'), 'LICENSE')
  t.deepEqual(bill.doubts, [])
})

test('altered, missing and foreign files are told', async (t) => {
  const environment = await fakeEnvironment()
  const hash = 'sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
  environment.install('a', '1', {
    record: `a.py,${hash},0\ngone.py,${hash},0\n../../../../../../etc/passwd,${hash},0\n`,
  })
  const bill = await environment.bill()
  const a = known(bill, 'a')
  t.is(property(a, 'record:altered'), 'a.py')
  t.is(property(a, 'record:missing'), 'gone.py')
  t.is(property(a, 'record:outside'), '../../../../../../etc/passwd')
  t.is(bill.doubts.length, 3)
})

test('scripts of the environment, beside its library, are its own', async (t) => {
  const environment = await fakeEnvironment()
  const empty = 'sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
  environment.install('a', '1', { record: `../../bin/a,${empty},0\n` })
  environment.write('../../bin/a', '')
  t.deepEqual((await environment.bill()).doubts, [])
})

test('what is no file is not waited for', async (t) => {
  const environment = await fakeEnvironment()
  const empty = 'sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
  environment.install('a', '1', { record: `zero,${empty},0\nfolder,${empty},0\n` })
  symlinkSync('/dev/zero', join(environment.site, 'zero'))
  mkdirSync(join(environment.site, 'folder'))
  t.is(property(known(await environment.bill(), 'a'), 'record:altered'), 'folder, zero')
})

for (const record of [null, 'no RECORD at all\n', 'a.py,,\na.py,,\n']) {
  test(`without a RECORD that can be read there is a doubt: ${record}`, async (t) => {
    const environment = await fakeEnvironment()
    environment.install('a', '1', { record })
    const bill = await environment.bill()
    t.is(property(known(bill, 'a'), 'record'), record === null ? 'absent' : 'unreadable')
    t.is(bill.doubts.length, 1)
  })
}

test('metadata that can not be read is a doubt, and no component', async (t) => {
  const environment = await fakeEnvironment()
  environment.write('b-1.dist-info/METADATA', 'Name: b\nName: c\nVersion: 1\n')
  environment.write('d-1.dist-info/RECORD', '')
  const bill = await environment.bill()
  t.deepEqual(bill.components, [])
  t.is(bill.doubts.length, 2)
})

test('of two with one name the first in Python’s order counts, and the older form is read', async (t) => {
  const environment = await fakeEnvironment()
  environment.install('foo', '1.0')
  environment.write('Foo-2.0.dist-info/METADATA', 'Name: Foo\nVersion: 2.0\n')
  environment.write('old.egg-info', 'Name: old\nVersion: 3\n')
  environment.write('older.egg-info/PKG-INFO', 'Name: older\nVersion: 4\n')
  const found = (await environment.bill()).components.map(({ purl }) => purl)
  t.deepEqual(found, ['pkg:pypi/foo@2.0', 'pkg:pypi/old@3', 'pkg:pypi/older@4'])
})

test('who depends on whom: markers of this environment, extras that are asked for', async (t) => {
  const environment = await fakeEnvironment()
  environment.install('app', '1', {
    headers: [
      'Requires-Dist: lib[fast]>=1',
      'Requires-Dist: winonly; sys_platform == "win32"',
      'Requires-Dist: lib<9; extra == "never"',
    ],
    more: { REQUESTED: '' },
  })
  environment.install('lib', '1', {
    headers: ['Requires-Dist: speed; extra == "fast"', 'Requires-Dist: slow; extra == "slow"'],
  })
  environment.install('speed', '1', { headers: ['Requires-Dist: lib'] })
  environment.install('slow', '1')
  environment.install('winonly', '1')
  const { dependsOn, about, doubts } = await environment.bill()
  t.deepEqual(Object.fromEntries(dependsOn), {
    [about.ref]: ['pkg:pypi/app@1', 'pkg:pypi/slow@1', 'pkg:pypi/winonly@1'],
    'pkg:pypi/app@1': ['pkg:pypi/lib@1'],
    'pkg:pypi/lib@1': ['pkg:pypi/speed@1'],
    'pkg:pypi/slow@1': [],
    'pkg:pypi/speed@1': ['pkg:pypi/lib@1'],
    'pkg:pypi/winonly@1': [],
  })
  t.deepEqual(doubts, [])
})

test('what is required and missing, of another version, or can not be read', async (t) => {
  const environment = await fakeEnvironment()
  environment.install('app', '1', {
    headers: ['Requires-Dist: gone', 'Requires-Dist: lib>=2', 'Requires-Dist: lib; no_marker'],
  })
  environment.install('lib', '1')
  t.is((await environment.bill()).doubts.length, 3)
})

test('where it came from: addresses without credentials, commits, and no paths of this machine', async (t) => {
  const environment = await fakeEnvironment()
  const sha256 = 'ab'.repeat(32)
  const from = (name: string, url: object): void =>
    environment.install(name, '1', { more: { 'direct_url.json': JSON.stringify(url) } })
  from('git', { url: 'https://me:secret@code.example/x', vcs_info: { vcs: 'git', commit_id: 'c0ffee' } })
  from('file', { url: 'https://files.example/f.whl', archive_info: { hashes: { sha256, crc32: '00' } } })
  from('old', { url: 'https://files.example/o.whl', archive_info: { hash: `sha256=${sha256}` } })
  from('edit', { url: 'file:///home/dana/secret-project', dir_info: { editable: true } })
  environment.install('bad', '1', { more: { 'direct_url.json': '{"url": 1}' } })
  const bill = await environment.bill()
  t.is(known(bill, 'git').purl, 'pkg:pypi/git@1?vcs_url=git%2Bhttps:%2F%2Fcode.example%2Fx%40c0ffee')
  for (const name of ['file', 'old'])
    t.deepEqual(known(bill, name).links[0]?.digests, [{ algorithm: 'sha256', hex: sha256 }])
  t.is(property(known(bill, 'edit'), 'origin'), 'editable folder')
  t.is(property(known(bill, 'bad'), 'origin'), 'unreadable')
  t.notRegex(JSON.stringify(bill), /secret|dana/)
})

test('a program that is no Python is an error', async (t) => {
  const { root } = await fakeEnvironment()
  rmSync(root, { recursive: true })
  for (const said of [
    { code: 1, stdout: '', stderr: 'no' },
    { code: 0, stdout: 'hello', stderr: '' },
    { code: null, stdout: '', stderr: '' },
    { code: 0, stdout: '{"folders": "/"}', stderr: '' },
  ]) {
    const world = { run: async () => said, env: {}, progress: () => {} }
    const error = await t.throwsAsync(environmentBill('/x', 'x', world), { instanceOf: SbomError })
    t.is(error?.code, 'environment')
  }
})
