/** The page about differences and the lines agree: every name that is used is explained, and none is left over. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { EXPLANATIONS, FAMILIES } from '../../scripts/differential/index.ts'

const page = join(import.meta.dirname, '../../docs/reference/pip-compatibility.md')
const lines = Object.values(FAMILIES).flat()

test('there are more than two hundred lines, each once', (t) => {
  t.true(lines.length >= 200)
  t.is(new Set(lines.map((line) => JSON.stringify(line))).size, lines.length)
})

test('the differences that lines name, those that are allowed and those that the page explains are the same', async (t) => {
  const text = (await readFile(page, 'utf8')).split('<!--')[0] ?? ''
  const explained = [...text.matchAll(/^### (\S+)$/gm)].map(([, name]) => name ?? '').toSorted()
  t.deepEqual(Object.keys(EXPLANATIONS).toSorted(), explained)
  t.deepEqual([...new Set(lines.flatMap(({ differs }) => differs ?? []))].toSorted(), explained)
})
