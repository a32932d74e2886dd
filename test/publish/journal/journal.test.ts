import { chmod, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import {
  addToJournal,
  journalFile,
  MAX_JOURNAL_BYTES,
  readJournal,
  type Happened,
} from '../../../src/publish/journal/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

const RELEASE: Happened = {
  kind: 'release',
  at: 1_790_000_000,
  project: 'acme-pay',
  version: '1.0',
  code: null,
}
const BUILD: Happened = {
  kind: 'build',
  at: 1_790_000_000,
  project: 'acme-pay',
  version: '1.0',
  platform: 'linux-x86_64',
  python: '3.12',
  isVaried: true,
  isIdentical: true,
}

test('what is added is read again, and only its owner may read it', async (t) => {
  const file = journalFile(join(await temporaryFolder(t), 'state'))
  t.deepEqual(await readJournal(file), { entries: [], unreadable: 0 })
  await addToJournal(file, BUILD)
  await addToJournal(file, RELEASE)
  t.deepEqual(await readJournal(file), {
    entries: [
      { ...BUILD, v: 1 },
      { ...RELEASE, v: 1 },
    ],
    unreadable: 0,
  })
  t.is((await stat(file)).mode & 0o777, 0o600)
})

test('those who write at the same time lose nothing', async (t) => {
  const file = journalFile(join(await temporaryFolder(t), 'state'))
  const numbers = Array.from({ length: 40 }, (_, index) => index)
  await Promise.all(numbers.map((at) => addToJournal(file, { ...RELEASE, at })))
  const { entries, unreadable } = await readJournal(file)
  t.is(unreadable, 0)
  t.deepEqual(
    entries.map(({ at }) => at).toSorted((a, b) => a - b),
    numbers,
  )
})

test('lines that are no entries are counted, and the others still hold', async (t) => {
  const file = journalFile(await temporaryFolder(t))
  await addToJournal(file, RELEASE)
  const text = await readFile(file, 'utf8')
  const forged = [
    '{}',
    '{"v":2}',
    'no json',
    '{"a":1,"a":2}',
    text.trim().replace('release', 'other'),
    text.slice(0, 20),
  ]
  await writeFile(file, `${forged.join('\n')}\n${text}`, { mode: 0o600 })
  t.deepEqual(await readJournal(file), { entries: [{ ...RELEASE, v: 1 }], unreadable: forged.length })
})

test('a journal that others may read, or that is too long, is not read', async (t) => {
  const file = journalFile(await temporaryFolder(t))
  await addToJournal(file, RELEASE)
  await chmod(file, 0o644)
  await t.throwsAsync(readJournal(file), { code: 'read' })
  await chmod(file, 0o600)
  await truncate(file, MAX_JOURNAL_BYTES + 1)
  await t.throwsAsync(readJournal(file), { code: 'read' })
})

test('where nothing can be written it says so', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'file'), '')
  await t.throwsAsync(addToJournal(journalFile(join(folder, 'file')), RELEASE), { code: 'write' })
})
