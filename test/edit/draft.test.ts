import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { draftFolder, EditError, isEmpty, lockDraft } from '../../src/edit/index.ts'
import { FilesError } from '../../src/files/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

const BASE = { text: 'kind: Policy\n', digest: sha256Of(Buffer.from('kind: Policy\n')) }

test('a draft is private, knows what it was made from, and is gone when it is discarded', async (t) => {
  const draft = draftFolder(join(await temporaryFolder(t), 'edit'))
  t.is(await draft.base(), null)
  await draft.begin(BASE)
  t.is(await draft.read(), BASE.text)
  t.is((await stat(draft.file)).mode & 0o777, 0o600)
  t.is((await stat(join(draft.file, '..'))).mode & 0o777, 0o700)
  t.deepEqual(await draft.base(), BASE)
  await draft.write('mode: warn\n')
  await draft.rebase({ text: 'x', digest: null })
  t.deepEqual(await draft.base(), { text: 'x', digest: null })
  t.is(await draft.read(), 'mode: warn\n')
  await draft.discard()
  t.is(await draft.base(), null)
})

test('what an editor makes of the file’s rights or its folder does not stay', async (t) => {
  const draft = draftFolder(join(await temporaryFolder(t), 'edit'))
  await draft.begin(BASE)
  await chmod(draft.file, 0o666)
  await draft.write('a')
  t.is((await stat(draft.file)).mode & 0o777, 0o600)
  await rm(draft.file)
  await t.throwsAsync(draft.read(), { instanceOf: FilesError, code: 'missing' })
  t.is(await draft.base(), null)
})

test('what an editor left beside the draft is told, and a draft beyond the limit is refused', async (t) => {
  const draft = draftFolder(join(await temporaryFolder(t), 'edit'))
  await draft.begin(BASE)
  const left = join(draft.file, '..', 'policy.yaml.save')
  await writeFile(left, 'unsaved')
  t.deepEqual(await draft.leftovers(), [left])
  await writeFile(draft.file, 'x'.repeat(2 * 1024 * 1024))
  await t.notThrowsAsync(draft.read())
  await writeFile(draft.file, 'x'.repeat(2 * 1024 * 1024 + 1))
  await t.throwsAsync(draft.read(), { instanceOf: FilesError, code: 'too-large' })
})

test('whoever comes second is told who edits, and since when', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'lock')
  const lock = await lockDraft(path, { actor: 'kim of acme', since: 1_790_000_000 })
  const error = await t.throwsAsync(lockDraft(path, { actor: 'dana', since: 1_790_000_060 }), {
    instanceOf: EditError,
    code: 'locked',
  })
  for (const part of ['kim of acme', String(process.pid), '2026-09-21T14:13:20Z'])
    t.true(error.message.includes(part), part)
  await lock.release()
  await (await lockDraft(path, { actor: 'dana', since: 1_790_000_060 })).release()
})

test('comments and blank lines alone are empty', (t) => {
  t.true(isEmpty('') && isEmpty('\n# a\n  # b\n\n'))
  t.false(isEmpty('# a\nkind: Policy\n'))
})
