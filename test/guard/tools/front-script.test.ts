import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { frontScript } from '../../../src/guard/tools/front-script.ts'
import type { ToolName } from '../../../src/guard/index.ts'
import { runCommand } from '../../e2e/harness/index.ts'

const TOOL = '#!/bin/sh\n\nprintf "%s," "${HTTPS_PROXY-}" "${SSL_CERT_FILE-}" "${NO_PROXY-}" "$@"\n'

async function fronted(t: ExecutionContext, tool: ToolName, program: string) {
  const root = await mkdtemp(join(tmpdir(), 'front-'))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  const [fronts, bin] = [join(root, 'fro nts'), join(root, "it's")]
  for (const folder of [fronts, bin]) await mkdir(folder)
  const text = frontScript({
    tool,
    program,
    variables: { HTTPS_PROXY: 'guard', SSL_CERT_FILE: "a'b" },
    unset: ['NO_PROXY'],
    inherited: tool === 'uv' ? { SSL_CERT_FILE: 'merged' } : {},
    socket: join(root, 'none.sock'),
    start: ['/usr/bin/touch', join(root, 'started')],
  })
  await writeFile(join(fronts, program), text, { mode: 0o700 })
  await writeFile(join(bin, program), TOOL, { mode: 0o700 })
  return async (
    words: readonly string[],
    extra: Readonly<Record<string, string>> = {},
    path = `${fronts}:${bin}:/usr/bin:/bin`,
  ) => runCommand(join(fronts, program), words, { cwd: root, env: { PATH: path, NO_PROXY: '*', ...extra } })
}

test('uv: what fetches goes by the guard, what starts a program leaves it the certificates alone', async (t) => {
  const uv = await fronted(t, 'uv', 'uv')
  const guarded = async (words: readonly string[], extra?: Readonly<Record<string, string>>) =>
    (await uv(words, extra)).stdout.startsWith("guard,a'b,,")
  for (const words of [
    ['sync'],
    ['pip', 'install', 'run'],
    ['tool', 'install', 'x'],
    ['add', 'run'],
    [],
    ['--directory', 'run', 'sync'],
  ])
    t.true(await guarded(words), words.join(' '))
  for (const words of [
    ['run', 'x y'],
    ['--project', 'sync', 'run', 'x'],
    ['-q', 'tool', 'run', 'x'],
  ])
    t.is((await uv(words)).stdout, `,merged,*,${words.join(',')},`)
  t.true(await guarded(['run', '--no-config', 'x']), 'its configuration is what sends it to the guard')
  t.true(await guarded(['--config-file', 'a', 'run', 'x']))
  t.true(await guarded(['run', 'x'], { UV_NO_CONFIG: '1' }))
  t.true(await guarded(['run', 'x'], { UV_CONFIG_FILE: '/x' }))
})

test('poetry and pdm: a program of the project’s is started as if nobody were there', async (t) => {
  const poetry = await fronted(t, 'poetry', 'poetry')
  for (const words of [['run', 'x'], ['-C', 'add', 'run', 'x'], ['shell']])
    t.is((await poetry(words)).stdout, `,,*,${words.join(',')},`)
  for (const words of [['install'], ['add', 'run'], ['-C', 'run', 'install'], []])
    t.true((await poetry(words)).stdout.startsWith("guard,a'b,,"), words.join(' '))
  const pdm = await fronted(t, 'pdm', 'pdm')
  for (const words of [['run', 'x'], ['a-script']]) t.is((await pdm(words)).stdout, `,,*,${words.join(',')},`)
  for (const words of [['install'], ['-q', 'sync'], ['--version']])
    t.true((await pdm(words)).stdout.startsWith("guard,a'b,,"), words.join(' '))
})

test('without the tool it ends as a shell does; other fronts are passed over', async (t) => {
  const uv = await fronted(t, 'uv', 'uv')
  t.is((await uv(['sync'], {}, '/nowhere')).code, 127)
  const other = await mkdtemp(join(tmpdir(), 'front-'))
  t.teardown(() => rm(other, { recursive: true, force: true }))
  await writeFile(join(other, 'uv'), '#!/bin/sh\n# pip-trust front: guards `uv`\nexit 9\n', { mode: 0o700 })
  t.is((await uv(['sync'], {}, other)).code, 127)
})
