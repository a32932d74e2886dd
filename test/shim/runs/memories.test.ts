import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
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
  page: { apiVersion: null, project: null, files },
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
]) {
  test(`a text with ${line} names the file`, async (t) => {
    const path = await folder(t)
    const memory = textMemory()
    memory.remember(line.replaceAll('FOLDER_NAME', path.split('/').at(-1) ?? '').replaceAll('FOLDER', path))
    t.true(await memory.names(join(path, NAME), path))
  })
}

test('requirements and addresses name no file; addresses are known as such', async (t) => {
  const path = await folder(t)
  const memory = textMemory()
  memory.remember(`x==1.0\nhttps://f.example/${NAME}#sha256=00\ny @ git+https://g.example/y@main`)
  t.false(await memory.names(join(path, NAME), path))
  t.true(memory.namesUrl(new URL(`https://f.example/${NAME}`)))
  t.false(memory.namesUrl(new URL('https://f.example/other')))
})

test('beyond the limit of words every path counts as named', async (t) => {
  const memory = textMemory()
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
