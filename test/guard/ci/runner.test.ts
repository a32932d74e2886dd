import { spawnSync } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import {
  appendToRunnerFile,
  CiError,
  detectProvider,
  dotenvText,
  environmentEntry,
  pathEntry,
  shellText,
  shellTextWithEnd,
} from '../../../src/guard/index.ts'
import { workflowCommand } from '../../../src/guard/ci/runner/github-command.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'
import { readCommand, readEnvironmentFile, readPathFile } from './github-runner.ts'

const refused = { instanceOf: CiError, code: 'value' } as const

test('the provider is told by the variables that runners set', (t) => {
  t.is(detectProvider({ GITHUB_ACTIONS: 'true', GITLAB_CI: 'true' }), 'github')
  t.is(detectProvider({ GITLAB_CI: 'true' }), 'gitlab')
  t.is(detectProvider({ CI: 'true', GITHUB_ACTIONS: 'false', GITLAB_CI: '' }), 'shell')
})

test('whatever a value is, the runner reads it back, and no other variable', (t) => {
  const value = fc.stringMatching(/^(?:[a-z=<>"'$`\\ ]|\n|BASH_ENV=|PATH<<|EOF\n|ghadelimiter_)*$/)
  fc.assert(
    fc.property(value, value, (one, other) => {
      const text =
        environmentEntry({ name: 'A', value: one }, 'd1') +
        environmentEntry({ name: 'B', value: other }, 'd2')
      t.deepEqual(
        [...readEnvironmentFile(text)],
        [
          ['A', one],
          ['B', other],
        ],
      )
    }),
    { numRuns: 300 },
  )
})

test('a value that holds its own delimiter, and a name that is none, are refused', (t) => {
  t.throws(() => environmentEntry({ name: 'A', value: 'x\nd\nPATH=/evil' }, 'd'), refused)
  t.throws(() => environmentEntry({ name: 'A', value: 'x\r\nd\r\nPATH=/evil' }, 'd'), refused)
  for (const name of ['', 'A B', 'A=B', 'A\nB', '1A', 'A<<x'])
    t.throws(() => environmentEntry({ name, value: '' }, 'd'), refused)
})

test('what goes on PATH is one absolute folder a line', (t) => {
  t.deepEqual(readPathFile(pathEntry('/a b/bin') + pathEntry('/shims')), ['/shims', '/a b/bin'])
  for (const folder of ['bin', '/a\n/evil', '/a\r/evil', '/a:/evil', '', '/a\u0000'])
    t.throws(() => pathEntry(folder), refused)
})

test('entries go behind what is there, also behind a line without an end', async (t) => {
  const file = join(await temporaryFolder(t), 'env')
  await writeFile(file, 'A=1')
  await appendToRunnerFile('GITHUB_ENV', file, environmentEntry({ name: 'B', value: '2' }, 'd'))
  await appendToRunnerFile('GITHUB_ENV', file, environmentEntry({ name: 'C', value: '3' }, 'd'))
  t.deepEqual(
    [...readEnvironmentFile(await readFile(file, 'utf8'))],
    [
      ['A', '1'],
      ['B', '2'],
      ['C', '3'],
    ],
  )
})

test('a runner’s file that is absent, a link or a folder is not written to', async (t) => {
  const folder = await temporaryFolder(t)
  const [target, link] = [join(folder, 'target'), join(folder, 'link')]
  await writeFile(target, '')
  await symlink(target, link)
  await mkdir(join(folder, 'folder'))
  for (const path of [undefined, '', join(folder, 'absent'), link, join(folder, 'folder')])
    await t.throwsAsync(appendToRunnerFile('GITHUB_ENV', path, 'A=1\n'), {
      instanceOf: CiError,
      code: 'provider',
    })
  t.is(await readFile(target, 'utf8'), '')
})

test('an annotation comes through whole, and nothing in it begins another', (t) => {
  const text = fc.stringMatching(/^(?:[a-z:,=%]|\r|\n|::error::|%0A|,line=)*$/)
  fc.assert(
    fc.property(text, text, text, (title, message, file) => {
      const line = workflowCommand({ level: 'error', title, message, at: { file, line: 7 } })
      t.false(/[\r\n]/.test(line))
      const command = readCommand(line)
      t.is(command?.command, 'error')
      t.is(command?.data, message)
      t.deepEqual(
        [...(command?.properties ?? [])],
        [
          ['file', file],
          ['line', '7'],
          ['title', title],
        ],
      )
    }),
    { numRuns: 300 },
  )
})

test('a dotenv report holds what GitLab reads back as it is, up to its limits', (t) => {
  t.is(
    dotenvText([
      { name: 'A', value: 'yes' },
      { name: 'B_1', value: '' },
    ]),
    'A=yes\nB_1=\n',
  )
  for (const value of ['a\nB=1', '"a"', "'", '$A', '`a`', ' a', 'ä', 'a # b', '\\'])
    t.throws(() => dotenvText([{ name: 'A', value }]), refused, value)
  for (const name of ['', 'A-B', 'A=B', 'A B'])
    t.throws(() => dotenvText([{ name, value: '1' }]), refused, name)
  const many = (count: number) => Array.from({ length: count }, (_, nth) => ({ name: `A${nth}`, value: '1' }))
  t.notThrows(() => dotenvText(many(20)))
  t.throws(() => dotenvText(many(21)), refused)
  t.is(dotenvText([{ name: 'A', value: 'x'.repeat(5 * 1024 - 3) }]).length, 5 * 1024)
  t.throws(() => dotenvText([{ name: 'A', value: 'x'.repeat(5 * 1024 - 2) }]), refused)
})

function sh(text: string): { readonly status: number | null; readonly out: string } {
  const { status, stdout } = spawnSync('sh', ['-e', '-c', text], { encoding: 'utf8' })
  return { status, out: stdout }
}

test('a shell gets every variable and folder as it is', (t) => {
  const value = `it's "$HOME" \`id\` \\ ;\nrm -rf x`
  const text = shellText([{ name: 'A', value }], ['/it’s here/shims', '/b'])
  t.is(
    sh(`PATH=/usr/bin:/bin\n${text}\nprintf '%s|%s' "$A" "$PATH"`).out,
    `${value}|/it’s here/shims:/b:/usr/bin:/bin`,
  )
})

test('the end of a shell fails a script that had no failure, and keeps the failure of one that had', (t) => {
  const ending = (status: number): string =>
    shellTextWithEnd([], [], ['sh', '-c', `echo "it's over"; exit ${status}`])
  t.deepEqual(sh(`${ending(25)}\necho work`), { status: 25, out: "work\nit's over\n" })
  t.deepEqual(sh(`${ending(0)}\necho work`), { status: 0, out: "work\nit's over\n" })
  t.deepEqual(sh(`${ending(25)}\nexit 7`), { status: 7, out: "it's over\n" })
  t.deepEqual(sh(`${ending(0)}\nfalse\necho work`), { status: 1, out: "it's over\n" })
})
