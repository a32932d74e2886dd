import { execFile } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { LIB } from './trustctl.ts'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the real program. */
function run(main: string, args: readonly string[], home: string): Promise<Ran> {
  const env = { PATH: '/usr/bin:/bin', PIP_TRUST_HOME: home }
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

test('the program prints its version, and nothing else', async (t) => {
  const { code, out, err } = await run(join(LIB, 'src/cli/main.ts'), ['--version'], await temporaryFolder(t))
  t.is(code, 0)
  t.regex(out, /^\d+\.\d+\.\d+\n$/)
  t.is(err, '')
})

test('exit codes reach the shell, words go to standard error', async (t) => {
  const { code, out, err } = await run(join(LIB, 'src/cli/main.ts'), ['why', 'a b'], await temporaryFolder(t))
  t.is(code, 2)
  t.is(out, '')
  t.regex(err, /^trustctl: /)
  t.false(err.includes('\u001B'))
})

test('installed, it finds shims and commands from the prefix', async (t) => {
  const prefix = await temporaryFolder(t)
  await mkdir(join(prefix, 'shims', 'pip'), { recursive: true })
  await symlink(LIB, join(prefix, 'lib'))
  const { out } = await run(join(prefix, 'lib/src/cli/main.ts'), ['shellenv', '--json'], join(prefix, 'home'))
  const value: unknown = JSON.parse(out)
  t.like(value, { path: [join(prefix, 'shims'), join(prefix, 'bin')] })
})

test('a release is found below its prefix too', async (t) => {
  const prefix = await temporaryFolder(t)
  await mkdir(join(prefix, 'shims', 'pip'), { recursive: true })
  await mkdir(join(prefix, 'releases'))
  await symlink(LIB, join(prefix, 'releases', 'one'))
  const { out } = await run(
    join(prefix, 'releases/one/src/cli/main.ts'),
    ['shellenv', '--json'],
    join(prefix, 'home'),
  )
  const value: unknown = JSON.parse(out)
  t.like(value, { path: [join(prefix, 'shims'), join(prefix, 'bin')] })
})
