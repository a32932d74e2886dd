import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { gone, pidOf, processesOf, until } from '../e2e/harness/index.ts'
import { CHECKOUT, newUser, type User } from './user.ts'

const BROKEN_NPM = '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "the registry is away" >&2\nexit 1\n'
/** What npm does when it is interrupted: it goes on, and writes. */
const SLOW_NPM = `#!/bin/sh
[ "$1" = --version ] && exit 0
trap '' INT TERM
( n=0; while [ $n -lt 300 ]; do mkdir -p late/still/$n 2>/dev/null || exit; n=$((n + 1)); done ) &
: >"$HOME/npm-runs"
while :; do mkdir -p late/still; sleep 0.1; done
`

/** The packages of this checkout in the place of those that npm would fetch: the first installation fetches them. */
const LINKING_NPM = `#!/bin/sh
case $1 in ci) cp -al '${CHECKOUT}/node_modules' . 2>/dev/null || cp -a '${CHECKOUT}/node_modules' . ;; esac
`

/** A PATH on which another npm comes first. */
async function withNpm({ home, env }: User, script: string): Promise<{ readonly PATH: string }> {
  const folder = await mkdtemp(join(home, 'npm-'))
  await writeFile(join(folder, 'npm'), script)
  await chmod(join(folder, 'npm'), 0o755)
  return { PATH: [folder, env['PATH']].join(delimiter) }
}

/** What V8 made of the program is kept beside it: where that is cut off or another's, the program itself is what runs. */
async function damageKeptParts(folder: string, t: ExecutionContext): Promise<void> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const kept = names.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
  t.true(kept.length > 5)
  for (const [at, path] of kept.entries()) {
    const bytes = await readFile(path)
    if (at % 2 === 0) await writeFile(path, bytes.subarray(0, bytes.length / 2))
    else await writeFile(path, Buffer.concat([bytes.subarray(0, -64), Buffer.alloc(64, 0x55)]))
  }
}

test('help, and what is no option', async (t) => {
  const { install } = await newUser(t)
  const help = await install(['--help'])
  t.is(help.code, 0)
  for (const option of ['--prefix', '--no-start', '--no-modify-path', '--demo', '--uninstall', '--yes'])
    t.true(help.stdout.includes(option), option)
  t.is((await install(['--sudden'])).code, 2)
  t.is((await install(['--prefix'])).code, 2)
  t.is((await install(['--uninstall', '--yes'])).code, 0)
})

test('installed, again, upgraded and taken away: what the user wrote is left', async (t) => {
  const user = await newUser(t)
  const { home, prefix, install, run } = user
  const startFile = join(home, '.bashrc')
  const startText = '# my own line, without an end'
  await writeFile(startFile, startText)
  const trust = join(home, 'trust')

  const first = await install(['--yes'])
  t.is(first.code, 0, first.stderr)
  t.deepEqual((await readdir(join(prefix, 'bin'))).toSorted(), ['trustctl', 'trustd'])
  const shims = await readdir(join(prefix, 'shims'))
  for (const name of ['pip', 'pip3']) t.true(shims.includes(name), name)
  const lib = join(prefix, 'lib')
  const packages = await readdir(join(lib, 'node_modules'))
  t.true(packages.includes('ws'))
  t.deepEqual(
    packages.filter((name) => ['ava', 'typescript', 'esbuild', 'oxlint'].includes(name)),
    [],
  )
  t.false(existsSync(join(lib, 'test')))
  await damageKeptParts(join(lib, 'dist/compiled'), t)
  t.deepEqual((await readdir(home)).toSorted(), ['.bashrc', '.local', 'trust'], 'no cache of npm or pip')
  const daemon = pidOf('daemon', trust)
  t.not(daemon, null, 'the daemon was started')

  const edited = await readFile(startFile, 'utf8')
  t.is(edited.split('# >>> pip-trust >>>').length, 2)
  const guarded = await run('bash', [
    '-c',
    `. "$HOME/.bashrc"; command -v trustctl; type -t pip; pip --version`,
  ])
  t.true(guarded.stdout.startsWith(`${join(prefix, 'bin/trustctl')}\nfunction\npip `), guarded.stdout)

  const policy = join(trust, 'config/policy.yaml')
  const used = await run(join(prefix, 'bin/trustctl'), ['policy', 'use', 'strict'])
  t.is(used.code, 0, used.stderr)
  const policyText = await readFile(policy, 'utf8')
  const storeBefore = await stat(join(trust, 'state/store.sqlite'))
  const releaseBefore = await readlink(lib)

  const failed = await install(['--yes'], await withNpm(user, BROKEN_NPM))
  t.is(failed.code, 1)
  t.true(failed.stderr.includes('the registry is away'))
  t.is(await readlink(lib), releaseBefore, 'a failed upgrade leaves the old release in force')
  t.deepEqual((await readdir(join(prefix, 'releases'))).length, 1)

  t.is((await run(join(prefix, 'shims/pip'), ['install', '--no-index', 'nothing'])).code, 1)
  const interceptor = pidOf('interceptor', trust)
  t.not(interceptor, null, 'a run started the interceptor')

  const again = await install(['--yes'], await withNpm(user, LINKING_NPM))
  t.is(again.code, 0, again.stderr)
  t.not(await readlink(lib), releaseBefore)
  t.deepEqual((await readdir(join(prefix, 'releases'))).length, 1)
  t.is(await readFile(startFile, 'utf8'), edited)
  t.is(await readFile(policy, 'utf8'), policyText)
  t.is((await stat(join(trust, 'state/store.sqlite'))).ino, storeBefore.ino)
  if (daemon !== null) await t.notThrowsAsync(gone(daemon), 'the old daemon was drained')
  if (interceptor !== null) await t.notThrowsAsync(gone(interceptor), 'and the old interceptor')
  t.not(pidOf('daemon', trust), null)
  t.is((await run(join(prefix, 'shims/pip'), ['install', '--no-index', 'nothing'])).code, 1)
  t.not(pidOf('interceptor', trust), null)
  t.not(processesOf(home).length, 0)

  const ours = join(home, '.zshrc')
  await writeFile(ours, '# >>> pip-trust >>>\n. env.sh\n# <<< pip-trust <<<\n')
  const removed = await install(['--uninstall', '--yes'])
  t.is(removed.code, 0, removed.stderr)
  t.deepEqual(processesOf(home), [], 'neither daemon nor interceptor is left')
  t.false(existsSync(prefix))
  t.is(await readFile(startFile, 'utf8'), `${startText}\n`)
  t.false(existsSync(ours), 'a start file that had nothing else is not left behind empty')
  t.is(await readFile(policy, 'utf8'), policyText)
  t.deepEqual(await readdir(trust), ['config'])
  t.true(removed.stdout.includes(join(trust, 'config')), 'says where what it keeps is')
  t.true(removed.stdout.includes('unset -f pip pip3; hash -r'), 'says what open shells need')
})

test('stopped in its midst it leaves nothing, also where npm takes a moment to end', async (t) => {
  const user = await newUser(t)
  const { home, env } = user
  const child = spawn('sh', [join(CHECKOUT, 'install.sh'), '--yes'], {
    cwd: home,
    env: { ...env, ...(await withNpm(user, SLOW_NPM)) },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => void said.push(text))
  const end = once(child, 'close')
  await until(() => existsSync(join(home, 'npm-runs')), 'npm runs')
  // As a terminal does: to the whole group.
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
  t.is((await end)[0], 130)
  t.regex(said.join(''), /nothing was changed/)
  t.false(existsSync(join(home, '.local/share/pip-trust')))
})

test('without consent no start file is made or changed', async (t) => {
  const user = await newUser(t)
  const { home, install } = user
  const linking = await withNpm(user, LINKING_NPM)
  const installed = await install(['--no-start', '--prefix', join(home, 'elsewhere')], linking)
  t.is(installed.code, 0, installed.stderr)
  t.false(existsSync(join(home, '.bashrc')))
  t.false(existsSync(join(home, '.local')))
  t.is(pidOf('daemon', join(home, 'trust')), null)
  t.true(installed.stdout.includes('shellenv'), 'says how to guard this shell')
})

test('the README has two commands, and they are there', async (t) => {
  const readme = await readFile(join(CHECKOUT, 'README.md'), 'utf8')
  const commands = [...readme.matchAll(/```sh\n(.*)\n```/g)].map(([, command]) => command)
  t.deepEqual(commands, ['./install.sh --demo', 'sh test/run'])
  const ci = await readFile(join(CHECKOUT, '.ci/run'), 'utf8')
  t.true(ci.includes('./install.sh --demo') && ci.includes('sh test/run'), 'CI runs both')
})
