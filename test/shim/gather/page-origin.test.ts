import test from 'ava'
import { pageOrigin, pageUrlOf } from '../../../shim/gather/page-origin.ts'
import { likelyIndex } from '../../../shim/proxy/page-answer.ts'
import { parseProjectName } from '../../../src/python/index.ts'
import { known } from '../../protocol/samples.ts'
import { sourceMemory } from '../../../shim/runs/source-memory.ts'

const flask = known(parseProjectName('flask'))
/** Read as an address of its own, such a path names another server, or none. */
const SPOOFED = 'https://links.example//packages.example/simple/flask/'
const BROKEN = 'https://links.example//[/flask/'

test('the index of a page is on the server that the page came from, whatever its path begins with', (t) => {
  const run = { sources: sourceMemory({ indexUrls: [], findLinksUrls: [] }, []) }
  t.is(pageOrigin(run, new URL(SPOOFED))?.index.href, 'https://links.example//packages.example/simple/')
  t.is(pageOrigin(run, new URL(BROKEN))?.index.href, 'https://links.example//[/')
  t.is(pageOrigin(run, new URL('https://u:p@links.example/flask/?a#b'))?.index.href, 'https://links.example/')
})

test('an index that only a page shows is on that page’s server', (t) => {
  const index = (url: string): string | undefined => likelyIndex(new URL(url), { project: flask })?.href
  t.is(index(SPOOFED), 'https://links.example//packages.example/simple')
  t.is(index(BROKEN), 'https://links.example//[')
  t.is(index('https://links.example/flask/'), 'https://links.example/')
})

test('a project’s page is asked of the index’s own server', (t) => {
  const page = (index: string): string => pageUrlOf(new URL(index), flask).href
  t.is(
    page('https://links.example//packages.example/simple/'),
    'https://links.example//packages.example/simple/flask/',
  )
  t.is(page('https://links.example//[/'), 'https://links.example//[/flask/')
  t.is(page('https://u:p@links.example/simple?x'), 'https://links.example/simple/flask/')
})
