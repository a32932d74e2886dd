import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import test from 'ava'
import { DEFAULT_SETTINGS, SourcesError } from '../../src/sources/index.ts'
import { scratchSources } from './scratch.ts'

const TEMPLATE = 'https://packages.example/{project}/{version}/{filename}.provenance'

test('without a file the defaults hold, and nothing is written', async (t) => {
  const { sources, paths } = await scratchSources(t)
  t.deepEqual(await sources.settings(), DEFAULT_SETTINGS)
  await t.throwsAsync(stat(paths.settingsFile), { code: 'ENOENT' })
})

test('sources are added once, kept in order, listed and removed', async (t) => {
  const { sources, paths } = await scratchSources(t)
  await sources.addSource('/srv/evidence/')
  await sources.addSource(TEMPLATE)
  await sources.addSource(TEMPLATE)
  t.deepEqual(await sources.listSources(), [
    { type: 'folder', where: '/srv/evidence/' },
    { type: 'template', where: TEMPLATE, kind: 'pep740-provenance' },
  ])
  t.is((await stat(paths.settingsFile)).mode & 0o777, 0o600)
  t.true(await sources.removeSource(TEMPLATE))
  t.false(await sources.removeSource(TEMPLATE))
  t.is((await sources.listSources()).length, 1)
})

test('other settings stay as they are when a source is added', async (t) => {
  const { sources, paths } = await scratchSources(t)
  await mkdir(paths.config, { mode: 0o700 })
  await writeFile(paths.settingsFile, '{"idleStopMinutes":5}', { mode: 0o600 })
  await sources.addSource('/srv/evidence')
  t.is((await sources.settings()).idleStopMinutes, 5)
  t.like(JSON.parse(await readFile(paths.settingsFile, 'utf8')), { idleStopMinutes: 5 })
})

test('what breaks the schema, is too large or open to others is refused', async (t) => {
  const { sources, paths } = await scratchSources(t)
  await mkdir(paths.config, { mode: 0o700 })
  for (const text of ['{', '{"extra":1}', '{"idleStopMinutes":0}', '{"evidence":[1]}', '[]']) {
    await writeFile(paths.settingsFile, text, { mode: 0o600 })
    await t.throwsAsync(sources.settings(), { instanceOf: SourcesError, code: 'settings' }, text)
  }
  await writeFile(paths.settingsFile, `{${' '.repeat(64 * 1024)}}`)
  await t.throwsAsync(sources.settings(), { instanceOf: SourcesError, code: 'too-large' })
  await writeFile(paths.settingsFile, '{}')
  await chmod(paths.settingsFile, 0o602)
  await t.throwsAsync(sources.settings(), { instanceOf: SourcesError, code: 'unsafe-file' })
})

test('a source that can not be one is refused', async (t) => {
  const { sources } = await scratchSources(t)
  const bad = [
    'relative/folder',
    'http://packages.example/{filename}.provenance',
    'ftp://packages.example/{filename}.provenance',
    'https://user:word@packages.example/{filename}.provenance',
    'https://{project}.example/{filename}.provenance',
    'https://packages.example/{filename}.provenance#x',
    'https://packages.example/{filename}',
    'https://packages.example/{project}.provenance',
    'https://packages.example/{user}/{filename}.provenance',
  ]
  for (const text of bad) {
    await t.throwsAsync(sources.addSource(text), { instanceOf: SourcesError, code: 'source' }, text)
  }
  t.is((await sources.addSource('http://127.0.0.1:8080/{filename}.asc')).type, 'template')
})
