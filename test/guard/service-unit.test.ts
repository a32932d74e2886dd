import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { GuardWorld } from '../../src/guard/index.ts'
import { installUnit, removeUnit, unitPath, unitText } from '../../src/guard/protect/service-unit.ts'
import { runCommand } from '../e2e/harness/index.ts'
import { guardTestWorld } from './guard-test-world.ts'

test('systemd takes the unit, whatever is in the paths', async (t) => {
  const verify = '/usr/bin/systemd-analyze'
  if (!existsSync(verify)) {
    t.log('no systemd-analyze on this machine')
    t.pass()
    return
  }
  const folder = await mkdtemp(join(tmpdir(), 'unit-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const odd = join(folder, 'a b"c%d$e\\f')
  await mkdir(join(odd, 'node_modules/.bin'), { recursive: true })
  await writeFile(join(odd, 'node_modules/.bin/node'), '#!/bin/sh\n', { mode: 0o755 })
  const world = await guardTestWorld(t, { env: { PIP_TRUST_HOME: odd } })
  const text = unitText({ ...world, launch: { ...world.launch, lib: odd } }) ?? ''
  const unit = join(folder, 'pip-trust-guard.service')
  await writeFile(unit, text)
  const options = { env: { PATH: '/usr/bin:/bin', HOME: folder, XDG_RUNTIME_DIR: folder }, cwd: folder }
  const good = await runCommand(verify, ['verify', '--user', '--man=no', unit], options)
  t.is(good.code, 0, good.stderr)
  t.false(good.stderr.includes('pip-trust-guard'), good.stderr)
  await writeFile(unit, text.replace('ExecStart=', 'ExecStart=nonsense '))
  const bad = await runCommand(verify, ['verify', '--user', '--man=no', unit], options)
  t.true(bad.code !== 0 || bad.stderr.includes('nonsense'), 'it tells a unit that could not start')
})

test('it is installed and taken away where systemd answers, and else nothing is written', async (t) => {
  const calls: string[] = []
  const run: GuardWorld['run'] = async (program, args) => {
    calls.push([program, ...args].join(' '))
    return { code: 0, stdout: '', stderr: '' }
  }
  const world = await guardTestWorld(t, { run })
  t.deepEqual(await installUnit(world), { path: unitPath(world), running: true, problem: null })
  t.true((await readFile(unitPath(world), 'utf8')).includes('--resident'))
  t.true(calls.includes('systemctl --user enable --now pip-trust-guard.service'))
  t.true(await removeUnit(world))
  t.false(existsSync(unitPath(world)))
  t.true(calls.includes('systemctl --user disable --now pip-trust-guard.service'))
  t.false(await removeUnit(world))
  const without = await guardTestWorld(t)
  t.like(await installUnit(without), { running: false })
  t.false(existsSync(unitPath(without)))
})

test('a line break in a path is no unit', async (t) => {
  const world = await guardTestWorld(t)
  t.is(unitText({ ...world, launch: { ...world.launch, lib: '/a\nExecStart=/evil' } }), null)
})
