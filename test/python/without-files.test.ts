import test from 'ava'
import fc from 'fast-check'
import { pageWithout, parseIndexPage, parseUploadTime } from '../../src/python/index.ts'
import { elementSpans, withoutElements } from '../../src/python/json-elements.ts'

const URL_OF_PAGE = 'https://packages.example/simple/foo/'
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'
const A = 'a'.repeat(64)

function without(text: string, contentType: string, ...filenames: readonly string[]): string {
  const bytes = Buffer.from(text)
  const page = parseIndexPage(bytes, contentType, URL_OF_PAGE)
  const rest = pageWithout(page, { bytes, contentType, url: URL_OF_PAGE }, new Set(filenames))
  return rest.bytes.toString()
}

const FILE = (name: string): string =>
  `{ "filename": "${name}",\t"url": "../f/${name}", "hashes": {"sha256":"${A}"}, "x": [1e2, "]}"] }`

test('JSON: files and their versions go, and every other byte stays', (t) => {
  const text = `{"meta":{"api-version":"1.4", "_last-serial": 1.50},
  "versions" : ["1.0", "1.1" , "2.0"],  "name":"foo", "files": [
    ${FILE('foo-1.0.tar.gz')},
    ${FILE('foo-1.1.tar.gz')} ,
    ${FILE('foo-1.1-py3-none-any.whl')},
    ${FILE('foo-2.0.tar.gz')}
  ], "alternate-locations": [ ]}`
  t.is(
    without(text, JSON_TYPE, 'foo-1.1.tar.gz', 'foo-1.1-py3-none-any.whl'),
    text
      .replace(`,\n    ${FILE('foo-1.1.tar.gz')} ,\n    ${FILE('foo-1.1-py3-none-any.whl')}`, '')
      .replace(', "1.1" ,', ' ,'),
  )
  t.true(without(text, JSON_TYPE, 'foo-1.1.tar.gz').includes('"1.1"'))
})

test('JSON: all, the first and the last may go', (t) => {
  const text = `{"files":[${FILE('foo-1.0.tar.gz')},${FILE('foo-2.0.tar.gz')}],"name":"foo"}`
  t.is(without(text, JSON_TYPE, 'foo-1.0.tar.gz', 'foo-2.0.tar.gz'), '{"files":[],"name":"foo"}')
  t.is(without(text, JSON_TYPE, 'foo-1.0.tar.gz'), `{"files":[${FILE('foo-2.0.tar.gz')}],"name":"foo"}`)
  t.is(without(text, JSON_TYPE, 'foo-2.0.tar.gz'), `{"files":[${FILE('foo-1.0.tar.gz')}],"name":"foo"}`)
})

for (const url of [
  'https://files.example/x/foo-1.1.tar.gz',
  'foo%2D1.1.tar.gz#egg=x',
  'a\\\\foo-1.1.tar.gz',
  'foo-1.1.tar.gz/',
  'x/y%2Ffoo-1.1.tar.gz?z=/other',
  './a/../foo-1.1.tar.gz',
]) {
  test(`JSON: a file goes by the name that pip has for it: ${url}`, (t) => {
    t.is(without(`{"files":[{"url":"${url}"}]}`, JSON_TYPE, 'foo-1.1.tar.gz'), '{"files":[]}')
  })
}

test('JSON: keys and texts that look like others are none', (t) => {
  const text = `{"x":{"files":[{"url":"foo-1.1.tar.gz"}]},"y":"\\"files\\":[","fil\\u0065s":[{"url":"foo-1.1.tar.gz"}]}`
  t.is(
    without(text, JSON_TYPE, 'foo-1.1.tar.gz'),
    text.slice(0, -'[{"url":"foo-1.1.tar.gz"}]}'.length) + '[]}',
  )
})

test('HTML: the anchors go with their text, and every other byte stays', (t) => {
  const text = `<!DOCTYPE html>
<html><head><meta name="pypi:repository-version" content="1.1"></head><body>
<a href="/f/foo-1.0.tar.gz#sha256=${A}" data-yanked="x &amp; y">foo-1.0.tar.gz</a><br/>
<A HREF='/f/foo-1.1.tar.gz' >foo-1.1.tar.gz</A ><br/>
<a href=/f/foo-1.1.tar.gz?again><b>foo</b></a>
</body></html><!--SERIAL 1-->`
  t.is(
    without(text, 'text/html', 'foo-1.1.tar.gz'),
    text
      .replace(`<A HREF='/f/foo-1.1.tar.gz' >foo-1.1.tar.gz</A >`, '')
      .replace('<a href=/f/foo-1.1.tar.gz?again>', ''),
  )
})

test('HTML: what is in a comment or a script is no anchor, and stays', (t) => {
  const text =
    '<!-- <a href="foo-1.1.zip"> --><script>"<a href=foo-1.1.zip>"</script><a href="foo-1.1.zip">x</a>'
  t.is(without(text, 'text/html', 'foo-1.1.zip'), text.slice(0, -'<a href="foo-1.1.zip">x</a>'.length))
})

test('HTML in another charset comes in UTF-8, and says so', (t) => {
  const bytes = Buffer.from('<p>\u00e9</p><a href="foo-1.0.zip">x</a><a href="foo-1.1.zip">x</a>', 'latin1')
  const contentType = 'text/html; charset=iso-8859-1'
  const page = parseIndexPage(bytes, contentType, URL_OF_PAGE)
  const rest = pageWithout(page, { bytes, contentType, url: URL_OF_PAGE }, new Set(['foo-1.1.zip']))
  t.is(rest.contentType, 'text/html; charset=utf-8')
  t.is(rest.bytes.toString(), '<p>\u00e9</p><a href="foo-1.0.zip">x</a>')
})

test('a page that does not read as what was there less those files is not given', (t) => {
  const text = {
    bytes: Buffer.from('<a href="foo-1.0.zip">x</a>'),
    contentType: 'text/html',
    url: URL_OF_PAGE,
  }
  const page = parseIndexPage(text.bytes, text.contentType, URL_OF_PAGE)
  const other = { ...page, apiVersion: '1.9' }
  t.throws(() => pageWithout(other, text, new Set(['foo-1.1.zip'])), { code: 'page' })
})

test('elements of any JSON: leaving some out is what filtering does', (t) => {
  const array = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 })
  const record = fc.record({
    before: fc.jsonValue({ maxDepth: 2 }),
    files: array,
    after: fc.jsonValue({ maxDepth: 2 }),
  })
  fc.assert(
    fc.property(record, fc.array(fc.nat(5)), fc.constantFrom(undefined, 1, '\t'), (value, left, space) => {
      const text = JSON.stringify(value, null, space)
      const spans = elementSpans(text, 'files') ?? []
      const found = withoutElements(text, spans, (_, nth) => left.includes(nth))
      const expected = { ...value, files: value.files.filter((_, nth) => !left.includes(nth)) }
      return (
        JSON.stringify(JSON.parse(found)) === JSON.stringify(expected) && spans.length === value.files.length
      )
    }),
  )
  t.is(elementSpans('{"a":{"files":[1]}}', 'files'), null)
  t.is(elementSpans('{"files":{}}', 'files'), null)
})

test('upload times are instants of the proleptic calendar, in UTC', (t) => {
  t.is(parseUploadTime('2026-01-02T03:04:05Z'), Date.UTC(2026, 0, 2, 3, 4, 5) / 1000)
  t.is(parseUploadTime('2026-01-02T03:04:05.999999Z'), Date.UTC(2026, 0, 2, 3, 4, 5) / 1000)
  t.is(parseUploadTime('1970-01-01T00:00:00Z'), 0)
  for (const text of [
    '2026-02-30T00:00:00Z',
    '2026-01-02T24:00:00Z',
    '2026-01-02T03:04:60Z',
    '2026-13-02T03:04:05Z',
    '2026-01-02T03:04:05',
    '2026-01-02T03:04:05+00:00',
    '2026-01-02 03:04:05Z',
    '2026-01-02T03:04:05.1234567890Z',
    '2026-01-02T03:04:05.Z',
    '1969-12-31T23:59:59Z',
    '+12026-01-02T03:04:05Z',
    ' 2026-01-02T03:04:05Z',
    '2026-01-02',
    '',
  ])
    t.is(parseUploadTime(text), null, text)
})

const ofJson = (status: unknown) =>
  parseIndexPage(Buffer.from(JSON.stringify({ files: [], 'project-status': status })), JSON_TYPE, URL_OF_PAGE)
    .status

const ofHtml = (html: string) => parseIndexPage(Buffer.from(html), 'text/html', URL_OF_PAGE).status

test('a project’s status is read from both forms of a page', (t) => {
  t.deepEqual(ofJson({ status: 'quarantined', reason: 'malware' }), { status: 'quarantined', why: 'malware' })
  t.deepEqual(ofJson({ status: 'archived' }), { status: 'archived', why: null })
  for (const status of [undefined, null, 'archived', {}, { status: 1 }, []]) t.is(ofJson(status), null)
  t.deepEqual(
    ofHtml(
      '<meta name="pypi:project-status" content="quarantined"><meta name="pypi:project-status-reason" content="a &amp; b">',
    ),
    { status: 'quarantined', why: 'a & b' },
  )
  t.deepEqual(ofHtml('<meta name="pypi:project-status" content="archived">'), {
    status: 'archived',
    why: null,
  })
  t.is(
    ofHtml('<meta name="pypi:project-status-reason" content="x"><meta name="other" content="archived">'),
    null,
  )
})
