import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'ava'
import { jobCli } from '../../src/cli/ci/job-cli.ts'
import { makeHome, removeHome, sayIfOpen } from '../../src/cli/ci/make-home.ts'
import { homePaths } from '../../src/client/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { scratch } from './trustctl.ts'

const POLICY = 'mode: enforce\n'

test('a job’s home is made in the runner’s folder, for this user alone, and removed with all that is in it', async (t) => {
  const { cli, folder } = await scratch(t)
  const own = { ...cli, env: { RUNNER_TEMP: folder } }
  const home = await makeHome(own, POLICY)
  t.is(dirname(home), folder)
  t.true(existsSync(jobCli(cli, home).paths.policyFile))
  await removeHome(jobCli(own, home))
  t.false(existsSync(home))
})

test('where all may write to the runner’s folder or one above it, another place is taken, and that is said', async (t) => {
  const { cli, folder } = await scratch(t)
  const open = join(folder, 'builds')
  const below = join(open, 'tmp')
  await mkdir(below, { recursive: true })
  await chmod(open, 0o777)
  for (const place of [open, below]) {
    const said: string[] = []
    const own = { ...cli, env: { RUNNER_TEMP: place }, complain: (line: string) => said.push(line) }
    const home = await makeHome(own, POLICY)
    t.teardown(() => removeHome(jobCli(own, home)))
    t.not(dirname(home), place)
    t.true(said.join().includes(place))
  }
  await chmod(open, 0o1777)
  const home = await makeHome({ ...cli, env: { RUNNER_TEMP: open } }, POLICY)
  t.is(dirname(home), open, 'the sticky bit keeps others away')
})

test('a checkout that other users could replace is told of, with the folder that lets them', async (t) => {
  const { cli } = await scratch(t)
  const said: string[] = []
  const own = { cwd: cli.cwd, complain: (line: string) => said.push(line) }
  await sayIfOpen(own)
  t.deepEqual(said, [])
  await chmod(dirname(cli.cwd), 0o777)
  await sayIfOpen(own)
  t.true(said.join().includes(`\`${dirname(cli.cwd)}\``))
})

test('only what a bootstrap made is removed: not a home that somebody named', async (t) => {
  const { cli, folder } = await scratch(t)
  const mine = await mkdtemp(join(folder, 'mine-'))
  await writeFile(join(mine, 'kept'), '')
  await removeHome(jobCli(cli, mine))
  await removeHome({ ...cli, paths: homePaths({ HOME: mine }) })
  t.deepEqual(await readdir(mine), ['kept'])
})

test('a bootstrap that fails leaves no home behind', async (t) => {
  const folder = await temporaryFolder(t)
  const env = { HOME: folder, PATH: '', RUNNER_TEMP: folder }
  const { call } = await scratch(t, { env, paths: homePaths(env) })
  // No daemon can be started here.
  t.is((await call('ci', 'bootstrap', '--provider', 'shell')).code, 1)
  t.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('pip-trust-ci-')),
    [],
  )
})
