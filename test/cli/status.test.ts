import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { enforcementOf } from '../../src/cli/state/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { fakeDaemon } from './fake-daemon.ts'
import { scratch } from './trustctl.ts'

async function pipIn(folder: string, mode = 0o755): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'pip'), '#!/bin/sh\n')
  await chmod(join(folder, 'pip'), mode)
  return folder
}

async function folders(
  t: ExecutionContext,
): Promise<{ readonly shims: string; readonly other: string; readonly top: string }> {
  const top = await temporaryFolder(t)
  return { top, shims: await pipIn(join(top, 'shims')), other: await pipIn(join(top, 'other')) }
}

test('on, where PATH finds the shim first, also through a link', async (t) => {
  const { top, shims, other } = await folders(t)
  await symlink(shims, join(top, 'link'))
  for (const first of [shims, join(top, 'link')]) {
    const found = enforcementOf({ env: { PATH: `${first}:${other}` }, shims }, 'enforce')
    t.deepEqual(found, { state: 'on', pip: join(first, 'pip') })
  }
})

test('warns, where the policy does not refuse', async (t) => {
  const { shims } = await folders(t)
  t.is(enforcementOf({ env: { PATH: shims }, shims }, 'warn').state, 'warns')
  t.is(enforcementOf({ env: { PATH: shims }, shims }, 'audit').state, 'warns')
  t.is(enforcementOf({ env: { PATH: shims }, shims }, null).state, 'on')
})

test('shadowed, where another pip comes first; off, where the shims are not on PATH', async (t) => {
  const { top, shims, other } = await folders(t)
  t.is(enforcementOf({ env: { PATH: `${other}:${shims}` }, shims }, 'enforce').state, 'shadowed')
  t.deepEqual(enforcementOf({ env: { PATH: other }, shims }, 'enforce'), {
    state: 'off',
    pip: join(other, 'pip'),
  })
  t.deepEqual(enforcementOf({ env: {}, shims }, 'enforce'), { state: 'off', pip: null })
  t.is(enforcementOf({ env: { PATH: `.:relative:${top}` }, shims }, 'enforce').pip, null)
})

test('a pip that can not be executed is passed over, as shells do', async (t) => {
  const { top, shims } = await folders(t)
  const plain = await pipIn(join(top, 'plain'), 0o644)
  t.is(enforcementOf({ env: { PATH: `${plain}:${shims}` }, shims }, 'enforce').state, 'on')
})

test('status says how all stands, and starts nothing', async (t) => {
  const { cli, call, json } = await scratch(t)
  const { code, value } = await json('status')
  t.is(code, 25)
  t.like(value, {
    enforcement: { state: 'off', pip: null },
    policy: { name: 'balanced', mode: 'enforce', file: null, refused: null },
    daemon: null,
    interceptor: { running: false },
    sources: [],
    paths: { config: cli.paths.config },
  })
  const { out } = await call('status')
  t.regex(out, /^enforcement +off/)
  t.regex(out, /^daemon +sleeps/m)
})

test('status of a guarded shell is 0', async (t) => {
  const shims = await pipIn(join(await temporaryFolder(t), 'shims'))
  const { cli } = await scratch(t)
  const guarded = await scratch(t, { shims, env: { ...cli.env, PATH: shims } })
  t.is((await guarded.call('status')).code, 0)
})

test('status of a running daemon, and of a policy that it refuses', async (t) => {
  const { cli, json, call } = await scratch(t)
  await mkdir(cli.paths.config, { recursive: true, mode: 0o700 })
  await writeFile(cli.paths.policyFile, 'apiVersion: nonsense\n', { mode: 0o600 })
  const policy = {
    name: 'old',
    version: 3,
    digest: 'f'.repeat(64),
    files: [],
    refused: 'line 1: nonsense',
    layers: [],
  }
  await fakeDaemon(t, cli.paths.daemonSocket, { version: '9.9.9', status: { policy } })
  const { value } = await json('status')
  t.like(value, {
    policy: { name: null, file: cli.paths.policyFile, refused: 'line 1: nonsense' },
    notices: ['the store was put aside'],
    daemon: { version: '9.9.9', counts: { facts: 12 }, inForce: { name: 'old' } },
  })
  t.regex((await call('status')).out, /^refused +line 1: nonsense; old v3 is in force/m)
})

const layer = (name: string, mode: string): string =>
  `apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: ${name}, version: 3 }\nmode: ${mode}\nextends: [preset:permissive]\n`

test('status shows every layer; the strictest says whether this shell is guarded', async (t) => {
  const shims = await pipIn(join(await temporaryFolder(t), 'shims'))
  const { cli, json, call } = await scratch(t, { shims })
  Object.assign(cli.env, { PATH: shims })
  await mkdir(cli.paths.config, { recursive: true, mode: 0o700 })
  await writeFile(cli.paths.policyFile, layer('mine', 'warn'), { mode: 0o600 })
  t.is((await json('status')).code, 25)
  await writeFile(cli.paths.teamPolicyFile, layer('ours', 'enforce'), { mode: 0o600 })
  const { code, value } = await json('status')
  t.is(code, 0)
  t.like(value, {
    policy: {
      name: 'ours + mine',
      mode: 'enforce',
      file: cli.paths.policyFile,
      layers: [
        { layer: 'team', name: 'ours', mode: 'enforce', refused: null },
        { layer: 'user', name: 'mine', mode: 'warn', refused: null },
      ],
    },
    bypass: null,
  })
  t.regex((await call('status')).out, /^layers +team: ours v3, enforce/m)
  await writeFile(cli.paths.teamPolicyFile, 'nonsense: true\n')
  t.like((await json('status')).value, {
    policy: {
      name: null,
      layers: [
        { layer: 'team', name: null },
        { layer: 'user', name: 'mine' },
      ],
    },
  })
  t.deepEqual(await readdir(cli.paths.config), ['policy.yaml', 'team-policy.yaml'])
  await t.throwsAsync(readdir(cli.paths.state), { code: 'ENOENT' })
})

test('a bypass comes before everything else, and is no guarded shell', async (t) => {
  const shims = await pipIn(join(await temporaryFolder(t), 'shims'))
  const { cli, json, call } = await scratch(t, { shims })
  Object.assign(cli.env, { PATH: shims })
  const bypass = { reason: 'an outage', by: 'dana', from: 1_790_000_000, until: 1_790_003_600 }
  await fakeDaemon(t, cli.paths.daemonSocket, { status: { bypass } })
  const { code, value } = await json('status')
  t.is(code, 25)
  t.like(value, { bypass, enforcement: { state: 'warns' } })
  t.regex((await call('status')).out, /^BYPASS /)
})

test('status --paths prints the folders alone', async (t) => {
  const { cli, call } = await scratch(t)
  const { config, state, cache, run } = cli.paths
  t.deepEqual(await call('status', '--paths'), {
    code: 0,
    out: `config ${config}\nstate ${state}\ncache ${cache}\nrun ${run}`,
    err: '',
  })
})
