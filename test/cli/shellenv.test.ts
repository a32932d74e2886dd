import { execFile } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { scratch } from './trustctl.ts'

const execute = promisify(execFile)
const SHELLS = ['bash', 'zsh'].filter((shell) =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, shell))),
)

async function shimsIn(t: ExecutionContext): Promise<string> {
  const shims = join(await temporaryFolder(t), "it's a $(place)")
  await mkdir(shims)
  for (const name of ['pip', 'pip3']) {
    await writeFile(join(shims, name), `#!/bin/sh\necho "guarded ${name} $*"\n`)
    await chmod(join(shims, name), 0o755)
  }
  return shims
}

for (const shell of SHELLS) {
  test(`in ${shell} the functions survive what activate does, and PATH has the shims once`, async (t) => {
    const shims = await shimsIn(t)
    const { call } = await scratch(t, { shims })
    const { code, out } = await call('shellenv', shell)
    t.is(code, 0)
    const environment = join(await temporaryFolder(t), 'venv')
    await mkdir(environment)
    await writeFile(join(environment, 'pip'), '#!/bin/sh\necho unguarded\n')
    await chmod(join(environment, 'pip'), 0o755)
    const script = [
      out,
      out,
      'pip one "two three"',
      `PATH='${environment}':"$PATH"; export PATH; hash -r`,
      'pip after',
      'pip3 after',
      'printf "%s\\n" "$PATH"',
    ].join('\n')
    const flags = shell === 'zsh' ? ['-f'] : ['--norc', '--noprofile']
    const { stdout } = await execute(shell, [...flags, '-c', script], { env: { PATH: '/usr/bin:/bin' } })
    t.deepEqual(stdout.split('\n').slice(0, 3), [
      'guarded pip one two three',
      'guarded pip after',
      'guarded pip3 after',
    ])
    t.is(stdout.split('\n')[3], `${environment}:${shims}:/usr/bin:/bin`)
  })
}

test('shellenv says the same for programs', async (t) => {
  const shims = await shimsIn(t)
  const { json } = await scratch(t, { shims, bin: '/opt/pip-trust/bin' })
  t.deepEqual(await json('shellenv'), {
    code: 0,
    value: {
      path: [shims, '/opt/pip-trust/bin'],
      functions: { pip: join(shims, 'pip'), pip3: join(shims, 'pip3') },
    },
  })
})

test('a shell of another kind is refused', async (t) => {
  const { json } = await scratch(t)
  for (const shell of ['fish', 'sh', 'powershell']) {
    t.like(await json('shellenv', shell), { code: 2, value: { error: { code: 'usage' } } }, shell)
  }
  t.is((await json('shellenv', '/bin/bash')).code, 0)
})
