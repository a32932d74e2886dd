import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { scratch } from './trustctl.ts'

const TEMPLATE = 'https://packages.example/{project}/{filename}.provenance'

test('folders and templates are added once, listed in order and removed', async (t) => {
  const { cli, call, json } = await scratch(t)
  await mkdir(join(cli.cwd, 'kept'))
  const folder = { type: 'folder', where: join(cli.cwd, 'kept') }
  const template = { type: 'template', where: TEMPLATE }
  t.deepEqual(await json('evidence', 'add', './kept', TEMPLATE), {
    code: 0,
    value: { added: [folder, template] },
  })
  t.is((await call('evidence', 'add', 'kept')).code, 0)
  t.deepEqual(await json('evidence', 'list'), { code: 0, value: { sources: [folder, template] } })
  t.deepEqual(await json('evidence', 'remove', './kept'), { code: 0, value: { removed: [folder.where] } })
  t.deepEqual(await json('evidence', 'list'), { code: 0, value: { sources: [template] } })
})

test('places that can not be one are refused, and nothing is added', async (t) => {
  const { json, call } = await scratch(t)
  const bad = [
    'nowhere',
    '',
    'http://packages.example/{filename}.provenance',
    'https://{project}.example/{filename}.provenance',
    'https://user:password@packages.example/{filename}.provenance',
    'https://packages.example/{nope}/{filename}.provenance',
    'https://packages.example/{project}.provenance',
    'https://packages.example/{filename}.txt',
    'ftp://packages.example/{filename}.provenance',
  ]
  for (const place of bad) t.is((await call('evidence', 'add', place)).code, 2, place)
  t.deepEqual(await json('evidence', 'list'), { code: 0, value: { sources: [] } })
})

test('what was not added can not be removed', async (t) => {
  const { json } = await scratch(t)
  t.like(await json('evidence', 'remove', TEMPLATE), { code: 2, value: { error: { code: 'input' } } })
})
