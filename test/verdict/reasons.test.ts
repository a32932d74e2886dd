import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { isReasonCode, loadReasonPages, REASONS } from '../../src/verdict/index.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'reasons')

test('docs/reasons is what the table makes: run `node scripts/reasons.ts`', async (t) => {
  const files = (await loadReasonPages()).reasonFiles()
  t.deepEqual((await readdir(FOLDER)).toSorted(), [...files.keys()].toSorted())
  for (const [name, text] of files) t.is(await readFile(join(FOLDER, name), 'utf8'), text, name)
})

test('every code has a page that says all four things', async (t) => {
  const { REASON_PAGES } = await loadReasonPages()
  const codes = Object.keys(REASONS)
  t.deepEqual(Object.keys(REASON_PAGES).toSorted(), codes.toSorted())
  for (const [code, page] of Object.entries(REASON_PAGES)) {
    t.true(page.means.length > 0 && page.expected.length > 0, code)
    t.true(page.causes.length > 0 && page.remedies.length > 0, code)
  }
})

test('names are unique, codes have four digits of a known family', (t) => {
  const slugs = Object.values(REASONS).map(({ slug }) => slug)
  t.is(new Set<string>(slugs).size, slugs.length)
  for (const code of Object.keys(REASONS)) t.regex(code, /^TC[0-5]\d{3}$/)
})

test('a code is recognised exactly', (t) => {
  t.true(isReasonCode('TC2102'))
  for (const other of ['tc2102', 'TC2102 ', 'TC9999', 'toString', '']) t.false(isReasonCode(other), other)
})
