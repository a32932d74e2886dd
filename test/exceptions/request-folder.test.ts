import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { ExceptionsError, requestFolder, type ExceptionRequest } from '../../src/exceptions/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

const REQUEST: Omit<ExceptionRequest, 'id'> = {
  requestedAt: 1_790_000_000,
  by: 'dana',
  about: 'flask==3.1.2',
  project: 'flask',
  version: '3.1.2',
  files: [{ filename: 'flask-3.1.2.tar.gz', sha256: 'a'.repeat(64), ref: 'TC2102-7f3a' }],
  waive: ['attestation'],
  owner: 'dana',
  reason: 'reviewed',
  days: 30,
  policyFile: null,
}

test('a request is kept for its user alone, and found again', async (t) => {
  const folder = join(await temporaryFolder(t), 'exceptions')
  const requests = requestFolder(folder)
  const kept = await requests.add(REQUEST, [])
  t.is(kept.id, 'EX-1')
  t.deepEqual(await requests.find('EX-1'), kept)
  t.deepEqual(await requests.list(), [kept])
  t.is((await stat(folder)).mode & 0o777, 0o700)
  for (const name of await readdir(folder)) t.is((await stat(join(folder, name))).mode & 0o777, 0o600, name)
})

test('a number is never given twice: not after its request is gone, nor where a policy or the history has it', async (t) => {
  const requests = requestFolder(await temporaryFolder(t).then((folder) => join(folder, 'e')))
  t.is((await requests.add(REQUEST, [])).id, 'EX-1')
  await requests.remove('EX-1')
  t.is((await requests.add(REQUEST, [])).id, 'EX-2')
  t.is((await requests.add(REQUEST, ['EX-14', 'EX-9', 'legacy'])).id, 'EX-15')
  t.is((await requests.add(REQUEST, [])).id, 'EX-16')
})

test('two at once get two numbers, or one is told to try again', async (t) => {
  const requests = requestFolder(join(await temporaryFolder(t), 'e'))
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => requests.add(REQUEST, [])))
  const ids = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value.id] : []))
  t.true(ids.length > 0)
  t.is(new Set(ids).size, ids.length)
  t.is((await requests.list()).length, ids.length)
})

test('a file that is no request is none, however it came there', async (t) => {
  const folder = join(await temporaryFolder(t), 'e')
  const requests = requestFolder(folder)
  const { id } = await requests.add(REQUEST, [])
  const put = (name: string, content: unknown): Promise<void> =>
    writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content), {
      mode: 0o600,
    })
  await put('EX-2.json', '{')
  await put('EX-3.json', { ...REQUEST, id: 'EX-3', waive: ['integrity'] })
  await put('EX-4.json', { ...REQUEST, id: 'EX-4', waive: [] })
  await put('EX-5.json', { ...REQUEST, id: 'EX-6' })
  await put('EX-7.json', { ...REQUEST, id: 'EX-7', files: [] })
  await put('EX-8.json', { ...REQUEST, id: 'EX-8', days: 0 })
  await put('EX-9.json', ' '.repeat(300 * 1024))
  t.deepEqual(
    (await requests.list()).map((each) => each.id),
    [id],
  )
  for (const other of ['EX-3', 'EX-5', '../EX-1', 'EX-1/../EX-1', ''])
    t.is(await requests.find(other), null, other)
})

test('a last number that can’t be read is told, and nothing is numbered anew', async (t) => {
  const folder = join(await temporaryFolder(t), 'e')
  const requests = requestFolder(folder)
  await requests.add(REQUEST, [])
  await writeFile(join(folder, 'last-number'), 'one', { mode: 0o600 })
  t.like(await t.throwsAsync(requests.add(REQUEST, []), { instanceOf: ExceptionsError }), {
    code: 'requests',
  })
})

test('so many requests as nobody reads are refused', async (t) => {
  const folder = join(await temporaryFolder(t), 'e')
  const requests = requestFolder(folder)
  await requests.add(REQUEST, [])
  await Promise.all(
    Array.from({ length: 199 }, (_, nth) =>
      writeFile(join(folder, `EX-${nth + 2}.json`), '{}', { mode: 0o600 }),
    ),
  )
  t.like(await t.throwsAsync(requests.add(REQUEST, []), { instanceOf: ExceptionsError }), {
    code: 'requests',
  })
  await requests.remove('EX-200')
  t.is((await requests.add(REQUEST, [])).id, 'EX-200')
})
