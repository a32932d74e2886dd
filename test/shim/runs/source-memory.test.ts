import test from 'ava'
import { indexKey, MAX_SOURCES, sourceMemory } from '../../../shim/runs/source-memory.ts'

const url = (text: string): URL => new URL(text)
const NOTHING = { indexUrls: [], findLinksUrls: [] }
const hrefs = (urls: readonly URL[]): readonly string[] => urls.map(({ href }) => href)

test('indexes of settings, of the person’s files and of texts are one list, each once', (t) => {
  const settings = {
    indexUrls: [url('https://a.example/simple')],
    findLinksUrls: [url('https://l.example/x.html')],
  }
  const memory = sourceMemory(settings, [
    '--extra-index-url https://b.example/simple/\n-f https://m.example/y.html',
  ])
  memory.noteText('-i https://u:p@a.example/simple/\n--extra-index-url https://c.example/simple')
  t.deepEqual(hrefs(memory.indexUrls()), [
    'https://u:p@a.example/simple/',
    'https://b.example/simple/',
    'https://c.example/simple',
  ])
  t.true(memory.isFindLinks(url('https://l.example/x.html')))
  t.true(memory.isFindLinks(url('https://m.example/y.html')))
  t.false(memory.isFindLinks(url('https://m.example/')))
})

test('what pip asked is used, and no index of the settings', (t) => {
  const memory = sourceMemory(NOTHING, [])
  memory.noteAsked(url('https://a.example/simple/'), null)
  t.deepEqual(memory.indexUrls(), [])
  t.deepEqual(hrefs(memory.usedIndexUrls()), ['https://a.example/simple/'])
})

test('credentials are those of the address, else what pip sent to that very origin', (t) => {
  const memory = sourceMemory({ ...NOTHING, indexUrls: [url('https://u:p@a.example/simple/')] }, [])
  memory.noteAsked(url('https://a.example/other/'), 'Basic sent')
  memory.noteAsked(url('https://b.example/simple/'), 'Basic b')
  t.is(
    memory.authorizationFor(url('https://a.example/simple')),
    `Basic ${Buffer.from('u:p').toString('base64')}`,
  )
  t.is(memory.authorizationFor(url('https://a.example/third/')), 'Basic sent')
  t.is(memory.authorizationFor(url('https://b.example:8443/simple/')), null)
  t.is(memory.authorizationFor(url('http://b.example/simple/')), null)
  t.is(memory.authorizationFor(url('https://c.example/')), null)
})

test('the addresses in the person’s own requirements are written, those in other texts are not', (t) => {
  const memory = sourceMemory(NOTHING, ['x @ https://f.example/x.whl#sha256=00'])
  memory.noteText('y @ https://f.example/y.whl')
  t.true(memory.isWritten(url('https://f.example/x.whl')))
  t.false(memory.isWritten(url('https://f.example/y.whl')))
})

test('sources are bounded, and the settings’ own come first', (t) => {
  const memory = sourceMemory({ ...NOTHING, indexUrls: [url('https://own.example/')] }, [])
  const many = Array.from({ length: MAX_SOURCES + 5 }, (_, n) => `--extra-index-url https://${n}.example/`)
  memory.noteText(many.join('\n'))
  t.is(memory.indexUrls().length, MAX_SOURCES)
  t.is(memory.indexUrls()[0]?.href, 'https://own.example/')
  for (let n = 0; n < MAX_SOURCES + 5; n += 1) memory.noteAsked(url(`https://asked${n}.example/`), null)
  t.is(memory.usedIndexUrls().length, 2 * MAX_SOURCES)
})

test('addresses of an index are one with and without the slash, the user and the spelling', (t) => {
  const keys = [
    'https://a.example/simple',
    'https://a.example/simple/',
    'https://A.example:443/%73imple//',
  ].map(indexKey)
  t.is(new Set(keys).size, 1)
})
