import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { makeNamedPipe } from '../../files/named-pipe.ts'
import {
  namedSources,
  pinsIn,
  readRequirementFiles,
  readUpstreamSettings,
} from '../../../shim/pip-settings/index.ts'
import { MAX_PINS } from '../../../shim/pip-settings/pins.ts'
import {
  MAX_REQUIREMENT_BYTES,
  MAX_REQUIREMENT_DEPTH,
  MAX_REQUIREMENT_FILES,
} from '../../../shim/pip-settings/requirement-files.ts'

const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

async function folder(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
): Promise<(name: string) => string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'requirements-')))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return (name) => join(root, name)
}

const read = async (...named: readonly string[]): Promise<readonly string[]> =>
  (await readRequirementFiles(named)).map(({ text }) => text.trim().split('\n').at(-1) ?? '')

for (const argv of [
  ['-r', 'a.txt', '-c', 'b.txt'],
  ['-ra.txt', '-cb.txt'],
  ['--requirement', 'a.txt', '--constraint=b.txt'],
  ['-qr', 'a.txt', '--constr=b.txt'],
  ['-r', 'file:///w/a.txt', '-c', '/w/b.txt', '-r', 'https://packages.example/r.txt'],
]) {
  test(`the files that pip is given by ${argv.join(' ')}`, (t) => {
    const input = { env: {}, config: [], cwd: '/w', builtInIndex: null }
    const { requirementFiles } = readUpstreamSettings({ ...input, argv: ['install', ...argv] })
    t.deepEqual([...requirementFiles].toSorted(), ['/w/a.txt', '/w/b.txt'])
  })
}

test('the files that the environment and pip.conf name', (t) => {
  const config = [{ path: '/pip.conf', text: '[install]\nconstraint = b.txt\n' }]
  const env = { PIP_REQUIREMENT: 'a.txt' }
  const { requirementFiles } = readUpstreamSettings({
    argv: ['install'],
    env,
    config,
    cwd: '/w',
    builtInIndex: null,
  })
  t.deepEqual(requirementFiles, ['/w/a.txt', '/w/b.txt'])
})

test('what a file includes is read once each, from its own folder, and nothing of elsewhere', async (t) => {
  const at = await folder(t, {
    'r.txt':
      '-r deep/a.txt # why\n--constraint "deep/c.txt"\n-r https://packages.example/r.txt\n-r missing.txt\nr',
    'deep/a.txt': '-rb.txt\n-r ../r.txt\na',
    'deep/b.txt': 'b',
    'deep/c.txt': 'c',
  })
  t.deepEqual(await read(at('r.txt'), at('deep/b.txt')), ['r', 'b', 'a', 'c'])
})

test('files are bounded in number, depth and size; what comes after is not read', async (t) => {
  const chain = Object.fromEntries(
    Array.from({ length: MAX_REQUIREMENT_DEPTH + 3 }, (_, n) => [`${n}.txt`, `-r ${n + 1}.txt\n${n}`]),
  )
  const deep = await folder(t, chain)
  t.is((await read(deep('0.txt'))).at(-1), String(MAX_REQUIREMENT_DEPTH))
  const many = await folder(
    t,
    Object.fromEntries(Array.from({ length: MAX_REQUIREMENT_FILES + 1 }, (_, n) => [`${n}.txt`, `${n}`])),
  )
  const names = Array.from({ length: MAX_REQUIREMENT_FILES + 1 }, (_, n) => many(`${n}.txt`))
  t.is((await read(...names)).length, MAX_REQUIREMENT_FILES)
  const large = await folder(t, {
    'a.txt': ' '.repeat(MAX_REQUIREMENT_BYTES - 1),
    'b.txt': 'bb',
    'c.txt': 'c',
  })
  t.is((await readRequirementFiles([large('a.txt'), large('b.txt'), large('c.txt')])).length, 2)
})

test('a pipe is not waited for', async (t) => {
  const at = await folder(t, { 'r.txt': 'r' })
  makeNamedPipe(at('pipe'))
  t.deepEqual(await read(at('pipe'), at('r.txt')), ['r'])
})

const pinned = async (text: string, kind: 'requirements' | 'pylock' = 'requirements') =>
  [...(await pinsIn([{ kind, text }]))].map(([digest, kinds]) => [digest.slice(0, 1), ...kinds])

test('digests that requirements pin', async (t) => {
  for (const line of [
    `x==1 --hash=sha256:${A}`,
    `x==1 \\\n  --hash sha256:${A} \\\r\n`,
    `x==1 --hash=sha256:${A.toUpperCase()}`,
    `x @ https://f.example/x.whl#sha256=${A}`,
    `x @ https://f.example/x.whl#egg=x&sha256=${A}`,
    `https://f.example/x.whl#sha256=${A} ; python_version > "3"`,
  ])
    t.deepEqual(await pinned(line), [['a', 'requirements']], line)
  for (const line of [
    `x==1 # --hash=sha256:${A}`,
    `# x --hash=sha256:${A}`,
    `x==1 --hash=sha512:${A}`,
    `x==1 --hash=sha256:${A}0`,
    `x==1 --hash=sha256:${A.slice(1)}`,
    `x==${A}`,
  ])
    t.deepEqual(await pinned(line), [], line)
  t.deepEqual(await pinned(`x --hash=sha256:${A} --hash=sha256:${B}`), [
    ['a', 'requirements'],
    ['b', 'requirements'],
  ])
})

test('digests that a lock file pins (PEP 751)', async (t) => {
  const lock = `[[packages]]
name = "x"
wheels = [{ name = "x.whl", hashes = { sha256 = "${A}", md5 = "0" } }, { hashes = { sha512 = "${A}" } }]
sdist = { name = "x.tar.gz", hashes = { sha256 = "${B}" } }
[[packages]]
name = "y"
[packages.archive]
url = "https://f.example/y.zip"
hashes.sha256 = "${'c'.repeat(64)}"
[other]
hashes = { sha256 = "${'d'.repeat(64)}" }
`
  t.deepEqual(await pinned(lock, 'pylock'), [
    ['a', 'pylock'],
    ['b', 'pylock'],
    ['c', 'pylock'],
  ])
  for (const text of [
    '',
    'packages = 1',
    'packages = [1]',
    '[[packages]]\nwheels = "x"',
    'x = [',
    '['.repeat(5000),
  ])
    t.deepEqual(await pinned(text, 'pylock'), [], text.slice(0, 40))
})

test('a digest in both kinds of file is of both, and the number of digests is bounded', async (t) => {
  const lock = `[[packages]]\nsdist = { hashes = { sha256 = "${A}" } }`
  const both = await pinsIn([
    { kind: 'requirements', text: `x --hash=sha256:${A}` },
    { kind: 'pylock', text: lock },
  ])
  t.deepEqual(
    Array.from(both.values(), (kinds) => [...kinds]),
    [['requirements', 'pylock']],
  )
  const text = Array.from(
    { length: MAX_PINS + 1 },
    (_, n) => `x --hash=sha256:${n.toString(16).padStart(64, '0')}`,
  )
  t.is((await pinsIn([{ kind: 'requirements', text: text.join('\n') }])).size, MAX_PINS)
})

test('lock files are known by their names', async (t) => {
  const at = await folder(t, {
    'pylock.toml': '',
    'pylock.dev.toml': '',
    'my-pylock.toml': '',
    'pylock.a.b.toml': '',
  })
  const names = ['pylock.toml', 'pylock.dev.toml', 'my-pylock.toml', 'pylock.a.b.toml']
  const files = await readRequirementFiles(names.map(at))
  t.deepEqual(
    files.map(({ kind }) => kind),
    ['pylock', 'pylock', 'requirements', 'requirements'],
  )
})

test('the sources that a text names', (t) => {
  const { indexUrls, findLinksUrls } = namedSources(`# --index-url https://no.example/
-i https://a.example/simple
--index-url "https://b.example/simple/" --extra-index-url=https://c.example/simple/
--extra-index-url https://\${USER}:\${TOKEN}@d.example/simple/
--extra-index-url ../local
-f https://e.example/links.html
--find-links ./folder
x==1 --hash=sha256:${A}
`)
  t.deepEqual(
    indexUrls.map(({ href }) => href),
    ['a.example/simple', 'b.example/simple/', 'c.example/simple/', 'd.example/simple/'].map(
      (each) => `https://${each}`,
    ),
  )
  t.deepEqual(
    findLinksUrls.map(({ href }) => href),
    ['https://e.example/links.html'],
  )
})
