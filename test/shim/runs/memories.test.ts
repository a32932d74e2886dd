import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { parseSha256, type Sha256 } from '../../../src/encoding/index.ts'
import type { IndexFile } from '../../../src/python/index.ts'
import { asciiLine, type Outcome, type ServedPage } from '../../../shim/runs/index.ts'
import { MAX_LINE_CHARS } from '../../../shim/runs/ascii-line.ts'
import { ledger } from '../../../shim/runs/ledger.ts'
import { MAX_KNOWN_FILES, pageMemory } from '../../../shim/runs/page-memory.ts'
import { MAX_TEXT_LINES } from '../../../shim/runs/path-words.ts'
import { MAX_PATH_WORDS, textMemory } from '../../../shim/runs/text-memory.ts'

const digest = (letter: string): Sha256 => {
  const found = parseSha256(letter.repeat(64))
  if (found === null) throw new TypeError('not a digest')
  return found
}

const file = (url: string, sha256: Sha256 | null): IndexFile => ({
  filename: url.split('/').at(-1) ?? '',
  url,
  sha256,
  otherHashes: {},
  size: null,
  provenance: null,
  provenanceOffered: false,
  coreMetadata: null,
  gpgSig: null,
  yanked: false,
  uploadTime: null,
  requiresPython: null,
})

const page = (files: readonly IndexFile[]): ServedPage => ({
  url: new URL('https://i.example/simple/x/'),
  page: { apiVersion: null, project: null, status: null, files },
  index: { url: 'https://i.example/simple/', insecure: false },
  channel: 'index',
  authorization: null,
  givenToPip: true,
})

test('a file is found by address without fragment and credentials, by digest, by name and by its metadata', (t) => {
  const memory = pageMemory()
  memory.remember(page([file('https://f.example/x-1.whl', digest('a'))]))
  t.is(memory.file(new URL('https://u:p@f.example/x-1.whl#egg=x'))?.file.filename, 'x-1.whl')
  t.is(memory.metadataOf(new URL('https://f.example/x-1.whl.metadata'))?.file.filename, 'x-1.whl')
  t.is(memory.withDigest(digest('a'))?.file.filename, 'x-1.whl')
  t.is(memory.withName('x-1.whl')?.file.sha256, digest('a'))
  t.is(memory.file(new URL('https://f.example/x-1.whl?other')), null)
})

test('an address is one however a page spells it, as pip asks for it', (t) => {
  const memory = pageMemory()
  memory.remember(page([file('https://f.example/x%2D1+cpu/%7ey.whl', digest('a'))]))
  t.truthy(memory.file(new URL('https://f.example/x-1%2Bcpu/~y.whl')))
  t.is(memory.file(new URL('https://f.example/x-1%2Bcpu%2F~y.whl')), null)
})

test('pip checks a digest only where every link has it, and no other', (t) => {
  const checked = (...files: readonly IndexFile[]): boolean | undefined => {
    const memory = pageMemory()
    memory.remember(page(files))
    return memory.file(at('x'))?.checkedByPip
  }
  const good = file(at('x').href, digest('a'))
  t.true(checked(good, good))
  t.false(checked(good, file(at('x').href, null)))
  t.false(checked(file(at('x').href, null), good))
  t.false(checked({ ...good, otherHashes: { md5: 'of something else' } }))
})

test('pages count on each, also those that name the same', (t) => {
  const memory = pageMemory()
  const many = Array.from({ length: 200_000 }, (_, n) => file(`https://f.example/${n}`, null))
  for (let times = 0; times < 4; times += 1) memory.remember(page(many))
  t.is(memory.pages().length, 2)
})

test('pages that disagree about an address leave both digests', (t) => {
  const memory = pageMemory()
  memory.remember(page([file('https://f.example/x', digest('a'))]))
  memory.remember(page([file('https://f.example/x', digest('b'))]))
  t.deepEqual([...(memory.file(new URL('https://f.example/x'))?.digests ?? [])], [digest('a'), digest('b')])
})

const at = (name: string): URL => new URL(`https://f.example/${name}`)

test('a redirect, and a redirect of a redirect, stand for the address', (t) => {
  const memory = pageMemory()
  memory.remember(page([file(at('a').href, digest('a'))]))
  memory.alias(at('b'), at('a'))
  memory.alias(at('c'), at('b'))
  t.is(memory.file(at('c'))?.file.url, at('a').href)
})

test('beyond the limit the oldest page is forgotten, never the newest', (t) => {
  const memory = pageMemory()
  const many = Array.from({ length: 200_000 }, (_, n) => file(`https://f.example/${n}`, null))
  const more = Array.from({ length: MAX_KNOWN_FILES - 200_000 }, (_, n) =>
    file(`https://g.example/${n}`, null),
  )
  memory.remember(page(many))
  memory.remember(page(more))
  t.truthy(memory.file(new URL('https://f.example/1')))
  memory.remember(page([file('https://h.example/1', null)]))
  t.is(memory.file(new URL('https://f.example/1')), null)
  t.truthy(memory.file(new URL('https://h.example/1')))
})

const NAME = 'x-1-py3-none-any.whl'

async function folder(t: ExecutionContext): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'texts-')))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  await writeFile(join(path, NAME), '')
  await symlink(join(path, NAME), join(path, 'link.whl'))
  return path
}

for (const line of [
  `./${NAME}`,
  `x @ file://FOLDER/${NAME}`,
  `FOLDER/${NAME} --hash=sha256:00`,
  `-r FOLDER/../FOLDER_NAME/${NAME}#egg=x`,
  './link.whl',
  `--find-links=FOLDER`,
  `\${HOME}/${NAME}`,
  '"${ANY}"',
  `--find-links \${HOME}/other`,
  '-f ~',
  `--find-links=~/x`,
  `./${NAME.slice(0, 4)}\\\n${NAME.slice(4)}`,
  `./${NAME}[extra] ; python_version > "3"`,
  `-fFOLDER`,
  `--find-links "FOLDER"`,
  String.raw`-f FOLDER/../\FOLDER_NAME`,
  `directory.path = "FOLDER\\u002f${NAME}"`,
  `x @ git+file://FOLDER@main#egg=x`,
]) {
  test(`a text with ${line} names the file`, async (t) => {
    const path = await folder(t)
    const memory = textMemory({ expanded: true })
    memory.remember(line.replaceAll('FOLDER_NAME', path.split('/').at(-1) ?? '').replaceAll('FOLDER', path))
    t.true(await memory.names(join(path, NAME), path))
  })
}

test('a path with blanks, and one that is a repository', async (t) => {
  const path = await folder(t)
  const memory = textMemory({ expanded: true })
  await mkdir(join(path, 'a b, c'))
  memory.remember('./a b, c --hash=sha256:00')
  t.true(await memory.names(join(path, 'a b, c'), path))
  t.false(await memory.names(path, path))
  t.true(await memory.names(`file://${path}/a%20b,%20c`, path))
  t.false(await memory.names('https://f.example/a%20b,%20c', path))
})

test('words of the person are taken as they stand', async (t) => {
  const memory = textMemory({ expanded: false })
  memory.remember('${HOME}/x ~/x')
  t.false(await memory.names('/nowhere/x', '/'))
})

test('a text of too many or too long lines, or unreadable, names everything', async (t) => {
  const memories = Array.from({ length: 3 }, () => textMemory({ expanded: true }))
  memories[0]?.remember('\n'.repeat(MAX_TEXT_LINES))
  memories[1]?.remember(`${' '.repeat(300_000)}./x`)
  memories[2]?.rememberUnreadable()
  for (const memory of memories) t.true(await memory.names('/nowhere', '/'))
  const url = textMemory({ expanded: true })
  url.remember(Array.from({ length: MAX_PATH_WORDS + 1 }, (_, n) => `https://f.example/${n}`).join('\n'))
  t.true(url.namesUrl(at('other')))
})

test('requirements and addresses name no file; addresses are known as such', async (t) => {
  const path = await folder(t)
  const memory = textMemory({ expanded: true })
  memory.remember(
    `x==1.0\ny ~= 1.0\nz~=1.0.1  # see https://z.example/~z/\nhttps://f.example/${NAME}#sha256=00\ny @ git+https://g.example/y@main`,
  )
  t.false(await memory.names(join(path, NAME), path))
  t.true(memory.namesUrl(new URL(`https://f.example/${NAME}`)))
  t.false(memory.namesUrl(new URL('https://f.example/other')))
})

test('beyond the limit of words every path counts as named', async (t) => {
  const memory = textMemory({ expanded: true })
  memory.remember(Array.from({ length: MAX_PATH_WORDS - 1 }, (_, n) => `./${n}`).join(' '))
  t.false(await memory.names('/nowhere', '/'))
  memory.remember('./one ./two ./three')
  t.true(await memory.names('/nowhere', '/'))
})

const refused: Outcome = {
  by: 'interceptor',
  decision: 'block',
  name: 'x',
  sha256: digest('a'),
  channel: 'index',
  location: 'https://f.example/x',
  finding: { code: 'TC1004', expected: '', found: '' },
  hint: null,
}

test('a refusal is never taken back', (t) => {
  const book = ledger()
  book.record(refused)
  book.record({ ...refused, finding: { ...refused.finding, code: 'TC1001' } })
  t.is(book.outcomes().length, 1)
  t.is(book.byDigest(digest('a')), refused)
  book.refuseAddress(new URL('https://u@f.example/x#1'), refused)
  t.is(book.refusedAddress(new URL('https://f.example/x')), refused)
})

test('a reason phrase is one bounded line of printable ASCII, whatever it is made of', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      const line = asciiLine(text)
      return /^[ -~]*$/.test(line) && line.length <= MAX_LINE_CHARS
    }),
  )
  t.is(asciiLine('a\r\nSet-Cookie: b'), 'a Set-Cookie: b')
})
