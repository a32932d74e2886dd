import test from 'ava'
import fc from 'fast-check'
import { parseIndexPage, PythonError, type IndexFile, type IndexPage } from '../../src/python/index.ts'

const BASE = 'https://packages.example/simple/foo/'
const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

function page(html: string, type = 'text/html'): IndexPage {
  return parseIndexPage(Buffer.from(html), type, BASE)
}

function names(html: string): readonly string[] {
  return page(html).files.map(({ filename }) => filename)
}

function file(attributes: string): IndexFile | undefined {
  return page(`<a href="foo-1.0.tar.gz" ${attributes}>x</a>`).files[0]
}

test('a page as an index writes it', (t) => {
  const found = page(`<!DOCTYPE html>
<html><head><meta name="pypi:repository-version" content="1.3"><title>Links for foo</title></head><body><h1>Links for foo</h1>
<a href="https://files.example/foo-1.0-py3-none-any.whl#sha256=${A}" data-requires-python="&gt;=3.8,&lt;4"
   data-dist-info-metadata="sha256=${B}" data-core-metadata="sha256=${B}" data-provenance="https://packages.example/p"
   data-gpg-sig="false" data-yanked="bad &amp; worse">foo-1.0-py3-none-any.whl</a><br/>
</body></html><!--SERIAL 1-->`)
  t.is(found.apiVersion, '1.3')
  t.is(found.project, null)
  t.deepEqual<unknown, unknown>(found.files, [
    {
      filename: 'foo-1.0-py3-none-any.whl',
      url: 'https://files.example/foo-1.0-py3-none-any.whl',
      sha256: A,
      otherHashes: {},
      size: null,
      provenance: 'https://packages.example/p',
      provenanceOffered: true,
      coreMetadata: B,
      gpgSig: false,
      yanked: 'bad & worse',
      uploadTime: null,
      requiresPython: '>=3.8,<4',
    },
  ])
})

test('tags and attributes in every way that people write them', (t) => {
  t.deepEqual(names('<A HREF=a-1.zip>'), ['a-1.zip'])
  t.deepEqual(names("<a\n\thref = 'a-1.zip'\n>"), ['a-1.zip'])
  t.deepEqual(names('<a/href="a-1.zip"/>'), ['a-1.zip'])
  t.deepEqual(names('<a rel=internal href="a-1.zip"download>'), ['a-1.zip'])
  t.deepEqual(names('<a title="a > b" href="a-1.zip">'), ['a-1.zip'])
  t.deepEqual(names('<a href="a-1.zip?x=1&amp;y=2&#47;&#x26;">'), ['a-1.zip'])
  t.deepEqual(names('a < b <a href="a-1.zip">'), ['a-1.zip'])
})

test('what is no anchor names no file', (t) => {
  t.deepEqual(names('<!-- <a href="a-1.zip"> --><a href="b-1.zip">'), ['b-1.zip'])
  t.deepEqual(names('<script>"<a href=a-1.zip>"</script><style><a href=b-1.zip></style><a href=c-1.zip>'), [
    'c-1.zip',
  ])
  t.deepEqual(names('<abbr href="a-1.zip"><link href="b-1.zip"><a><a name=x></a href="c-1.zip">'), [])
  t.deepEqual(names('<a href="a-1.zip'), [])
  t.deepEqual(names('<a href="a-1.zip" '), [])
  t.deepEqual(names('<?php <a href=a-1.zip ?><a href=""><a href="/">'), [])
})

const AMBIGUOUS = [
  '<!--><a href="a-1.zip">-->',
  '<!-- --!><a href="a-1.zip"> -->',
  '<!-- -- ><a href="a-1.zip"> -->',
  '<script/><a href="a-1.zip">',
  '<style /><a href="a-1.zip">',
  '<a x\vhref="a-1.zip">',
  '<a x\u00a0href="a-1.zip">',
  '<a href\u2003="a-1.zip">',
  '<a href=\u00a0"a-1.zip">',
  '<a href=="a-1.zip">',
  '<a "href="a-1.zip">',
  '<a x=y"href="a-1.zip">',
  '<a href="https&colon;//b.example/a-1.zip">',
  '<a href="a-1.zip?x&reg=1">',
  '<base href=/><base href=/a/><base href=/b/><base href=/c/>',
]

for (const html of AMBIGUOUS) {
  test(`readers differ about ${JSON.stringify(html)}, which is refused`, (t) => {
    t.like(
      t.throws(() => page(html)),
      { code: 'page' },
    )
  })
}

test('links are known by each base that some reader may take', (t) => {
  const urls = page('<title><base href=/x/></title><base href=/y/><a href=a-1.zip>').files.map(
    ({ url }) => new URL(url).pathname,
  )
  t.deepEqual(urls, ['/simple/foo/a-1.zip', '/y/a-1.zip', '/x/a-1.zip'])
})

const firstUrl = (html: string): string | undefined => page(html).files.at(-1)?.url

test('the first base that has an address counts, wherever it stands', (t) => {
  t.is(firstUrl('<a href=a-1.zip>'), `${BASE}a-1.zip`)
  t.is(firstUrl('<base href="https://b.example/x/"><a href=a-1.zip>'), 'https://b.example/x/a-1.zip')
  t.is(
    firstUrl('<a href=a-1.zip><base target=x><base href=/y/><base href=/z/>'),
    'https://packages.example/y/a-1.zip',
  )
})

test('attributes without a value', (t) => {
  t.like(file('data-yanked data-provenance'), { yanked: true, provenance: null, provenanceOffered: true })
  t.like(file('data-yanked=""'), { yanked: true })
  t.like(file(''), { yanked: false, provenanceOffered: false, coreMetadata: null, gpgSig: null })
  t.like(file('data-core-metadata=true data-gpg-sig=true'), { coreMetadata: true, gpgSig: true })
  t.like(file('data-dist-info-metadata=false'), { coreMetadata: null })
})

test('an attribute twice and different would be read differently, and is refused', (t) => {
  t.like(
    t.throws(() => page('<a href=a-1.zip href=b-1.zip>')),
    { code: 'page' },
  )
  t.deepEqual(names('<a href=a-1.zip HREF="a-1.zip">'), ['a-1.zip'])
})

const yanked = (text: string): unknown => file(`data-yanked="${text}"`)?.yanked

test('character references', (t) => {
  t.is(yanked('&lt;&gt;&quot;&apos;&amp;amp;'), '<>"\'&amp;')
  t.is(yanked('&#65;&#x42;&#X43'), 'ABC')
  t.is(yanked('&lt=1 &ltx &copy;'), '&lt=1 &ltx &copy;')
  t.is(yanked('&#0;&#xd800;&#x110000;&#99999999999999999999;'), '\ufffd'.repeat(4))
})

const yankedIn = (type: string, bytes: Uint8Array): unknown =>
  parseIndexPage(bytes, type, BASE).files[0]?.yanked

test('the encoding is the one that the header names', (t) => {
  const html = '<a href=a-1.zip data-yanked="é">'
  t.is(yankedIn('text/html; charset=ISO-8859-1', Buffer.from(html, 'latin1')), 'é')
  t.is(yankedIn('text/html;charset="UTF-8"', Buffer.from(html)), 'é')
  t.like(
    t.throws(() => yankedIn('text/html', Buffer.from(html, 'latin1'))),
    { code: 'page' },
  )
  t.like(
    t.throws(() => yankedIn('text/html; charset=klingon', Buffer.from(html))),
    { code: 'page' },
  )
  // pip would find utf-7 in each.
  for (const hidden of [
    'text/html; x="; charset=utf-8"; charset=utf-7',
    'text/html; charset=utf-8; charset=utf-7',
    "text/html; charset*=us-ascii''utf-7",
  ]) {
    t.like(
      t.throws(() => yankedIn(hidden, Buffer.from(html)), undefined, hidden),
      { code: 'page' },
    )
  }
})

const meta = (version: string): string => `<meta name="pypi:repository-version" content="${version}">`

test('another major version of the API is refused (PEP 629)', (t) => {
  t.is(page(meta('1.99')).apiVersion, '1.99')
  for (const version of ['2.0', '', '1.0.0', 'x'])
    t.like(
      t.throws(() => page(meta(version))),
      { code: 'page' },
    )
})

const attributes = (count: number): string =>
  Array.from({ length: count }, (_, index) => `a${index}`).join(' ')

test('attributes and files are bounded', (t) => {
  t.deepEqual(names(`<a ${attributes(100)}>`), [])
  t.like(
    t.throws(() => page(`<a ${attributes(101)}>`)),
    { code: 'page' },
  )
  t.is(names('<a href=x>'.repeat(200_000)).length, 200_000)
  t.like(
    t.throws(() => page('<a href=x>'.repeat(200_001))),
    { code: 'page' },
  )
})

// Each of these would take minutes with a reader that goes back; the test's own time limit is the assertion.
for (const piece of [
  '<',
  '<a ',
  '<a x="',
  "<a x='",
  '<!--',
  '<a href=',
  '&#',
  '<script>',
  '<a x=1 y',
  '</',
  '<!',
]) {
  test(`time is linear in ${JSON.stringify(piece)}`, (t) => {
    t.timeout(20_000)
    try {
      t.deepEqual(names(piece.repeat(1_000_000)), [])
    } catch (error) {
      t.true(error instanceof PythonError)
    }
  })
}

test('time is linear in slashes and percent signs of an address', (t) => {
  t.timeout(20_000)
  t.deepEqual(names(`<a href="/a${'/'.repeat(1_000_000)}b">`), ['b'])
  t.deepEqual(names(`<a href="/a${'%2f'.repeat(1_000_000)}">`), ['a'])
})

test('any text is read or refused', (t) => {
  const unit = fc.constantFrom(
    '<',
    'a',
    '>',
    '=',
    '"',
    "'",
    '/',
    '!',
    '--',
    ' ',
    'href',
    'base',
    '&',
    '#',
    ';',
    'script',
  )
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      try {
        return page(text).files.every(({ url }) => URL.canParse(url))
      } catch (error) {
        return error instanceof PythonError
      }
    }),
    { numRuns: 2000 },
  )
  t.pass()
})
