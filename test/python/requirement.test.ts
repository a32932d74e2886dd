import test from 'ava'
import { markerHolds, parseMarker, parseRequirement, type MarkerEnvironment } from '../../src/python/index.ts'

const LINUX: MarkerEnvironment = {
  os_name: 'posix',
  sys_platform: 'linux',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  platform_release: '6.1.0-18-amd64',
  platform_system: 'Linux',
  platform_version: '#1 SMP',
  python_version: '3.10',
  python_full_version: '3.10.14',
  implementation_name: 'cpython',
  implementation_version: '3.10.14',
}

function holds(text: string, extra = ''): boolean | null {
  const marker = parseMarker(text)
  return marker === null ? null : markerHolds(marker, LINUX, extra)
}

for (const [text, expected] of [
  ['python_version < "3.9"', false],
  ['python_version >= "3.9"', true],
  ["python_version=='3.10'", true],
  ['"3.9" < python_version', true],
  ['python_version in "3.9 3.10"', true],
  ['python_version not in "3.9, 3.11"', true],
  ['python_full_version ~= "3.10.2"', true],
  ['sys_platform == "win32" or os_name == "posix" and platform_machine == "arm64"', false],
  ['(sys_platform == "win32" or os_name == "posix") and platform_machine != "arm64"', true],
  ["os.name == 'posix'", true],
  ['python_implementation == "CPython"', true],
  ['platform_release >= "6.1"', true],
  ['extra == "socks"', false],
  ['sys_platform < "m"', true],
  ['sys_platform ~= "linux"', false],
] as const) {
  test(`marker: ${text}`, (t) => {
    t.is(holds(text), expected)
  })
}

test('extras are compared as names', (t) => {
  t.true(holds('extra == "My_Extra"', 'my-extra'))
  t.false(holds('extra == "socks"', 'other'))
})

for (const text of [
  '',
  'python_version',
  'python_version <',
  'python_version < 3.9',
  'pyhton_version < "3.9"',
  'python_version < "3.9" or',
  '(python_version < "3.9"',
  'python_version < "3.9")',
  'python_version < "3.9" extra == "x"',
  `${'('.repeat(17)}os_name == "nt"${')'.repeat(17)}`,
  `os_name == "${'x'.repeat(4096)}"`,
]) {
  test(`no marker: ${text.slice(0, 40)}`, (t) => {
    t.is(parseMarker(text), null)
  })
}

test('brackets are bounded, and as many as the bound are read', (t) => {
  t.false(holds(`${'('.repeat(16)}os_name == "nt"${')'.repeat(16)}`))
})

test('a requirement has a name, extras, specifiers and a marker', (t) => {
  const found = parseRequirement('Foo.Bar [Socks, b_c] (>=1.0,!=1.3.*) ; python_version >= "3"')
  t.is(String(found?.project), 'foo-bar')
  t.deepEqual(found?.extras, ['socks', 'b-c'])
  t.is(found?.specifiers.text, '>=1.0,!=1.3.*')
  t.is(found?.marker?.kind, 'compare')
  t.is(parseRequirement('foo')?.marker, null)
})

test('a requirement by address keeps `;` of the address', (t) => {
  const found = parseRequirement('foo @ https://files.example/foo.whl;x=1 ; os_name == "posix"')
  t.is(found?.url, 'https://files.example/foo.whl;x=1')
  t.is(found?.marker?.kind, 'compare')
})

for (const text of ['', '-foo', 'foo bar', 'foo >= x', 'foo; nonsense', 'foo @', `foo ${' '.repeat(8192)}`]) {
  test(`no requirement: ${text.slice(0, 40)}`, (t) => {
    t.is(parseRequirement(text), null)
  })
}
