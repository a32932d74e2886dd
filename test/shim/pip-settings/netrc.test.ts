import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { netrcLogin } from '../../../shim/pip-settings/index.ts'

const NETRC = `# machine commented.example login no password no
machine a.example
  login me
  password "with \\"quotes\\" and space"
machine b.example login x password #notacomment account z
macdef init
machine in-a-macro.example login no password no

machine c.example account only password p # a comment
machine a2.example login first password first
machine a2.example login last password last
machine bare.example
`

for (const [host, expected] of [
  ['a.example', { user: 'me', password: 'with "quotes" and space' }],
  ['b.example', { user: 'x', password: '#notacomment' }],
  ['c.example', { user: 'only', password: 'p' }],
  ['a2.example', { user: 'last', password: 'last' }],
  ['bare.example', null],
  ['commented.example', null],
  ['in-a-macro.example', null],
  ['other.example', null],
] as const) {
  test(`netrc for ${host}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'netrc-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, '.netrc')
    await writeFile(file, NETRC)
    t.deepEqual(await netrcLogin([join(folder, 'absent'), file], host), expected)
  })
}

test('the default entry counts where a machine has none; a file that is too large has nothing', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'netrc-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, '.netrc')
  await writeFile(file, 'machine a.example login a password a\ndefault login any password one')
  t.deepEqual(await netrcLogin([file], 'b.example'), { user: 'any', password: 'one' })
  await writeFile(file, `machine a.example login a password a\n${'#\n'.repeat(600_000)}`)
  t.is(await netrcLogin([file], 'a.example'), null)
})
