import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { homePaths } from '../../src/client/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { scratch as scratchHome, type Scratch } from './trustctl.ts'

const env = (folder: string, more = {}) => ({
  HOME: folder,
  PIP_TRUST_HOME: join(folder, 'home'),
  PATH: '',
  ...more,
})

/** With a user's home of its own: what earlier jobs of this one left is looked for there. */
async function scratch(
  t: ExecutionContext,
  changes: Parameters<typeof scratchHome>[1] = {},
): Promise<Scratch> {
  const own = env(await temporaryFolder(t))
  return await scratchHome(t, { env: own, paths: homePaths(own), ...changes })
}

test('where the bootstrap fails, what a shell evaluates ends the shell', async (t) => {
  const { call, cli } = await scratch(t)
  // No daemon can be started here.
  const failed = await call('ci', 'bootstrap', '--provider', 'shell')
  t.is(failed.code, 1)
  t.is(failed.out, 'exit 1')
  await mkdir(cli.paths.config, { recursive: true })
  const restored = await call('ci', 'bootstrap', '--provider', 'gitlab')
  t.is(restored.code, 25)
  t.is(restored.out, 'exit 25')
})

test('a provider that is none, a policy that is none, and a second bootstrap are refused as usage', async (t) => {
  const { call, cli, folder } = await scratch(t)
  await writeFile(join(cli.cwd, 'bad.yaml'), 'rules: 7\n')
  t.is((await call('ci', 'bootstrap', '--provider', 'jenkins')).code, 2)
  t.is((await call('ci', 'bootstrap', '--policy', 'absent.yaml')).code, 2)
  t.is((await call('ci', 'bootstrap', '--policy', 'bad.yaml')).code, 2)
  const twice = await scratch(t, { env: env(folder, { PIP_TRUST_CI: '/x/job.json' }) })
  t.is((await twice.call('ci', 'bootstrap')).code, 2)
})

test('a report without a bootstrap is not proven, and is written all the same', async (t) => {
  const { json, cli } = await scratch(t)
  t.like(await json('ci', 'report'), {
    code: 25,
    value: { job: null, checks: [{ name: 'job', isProven: false }], counts: { artifacts: 0 }, runs: 0 },
  })
  const sarif = await readFile(join(cli.cwd, 'pip-trust-reports/pip-trust.sarif'), 'utf8')
  t.like(JSON.parse(sarif), { runs: [{ invocations: [{ executionSuccessful: false }] }] })
})

test('a record of another home, or one that others may write, is no job', async (t) => {
  const { folder } = await scratch(t)
  const file = join(folder, 'job.json')
  await writeFile(file, '{}', { mode: 0o666 })
  const planted = await scratch(t, { env: env(folder, { PIP_TRUST_CI: file }) })
  t.like(await planted.json('ci', 'report'), { code: 25, value: { checks: [{ name: 'job' }] } })
})
