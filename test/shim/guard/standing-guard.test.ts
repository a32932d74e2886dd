import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import test from 'ava'
import {
  addressOfGuard,
  homePaths,
  newGuardRecord,
  readGuardRecord,
  writeGuardRecord,
} from '../../../src/client/index.ts'
import type { GuardRecord } from '../../../src/client/index.ts'
import { ownSettings } from '../../../shim/guard/index.ts'
import {
  listenOnLoopback,
  makeWheel,
  sha256Hex,
  startIndex,
  type ServedFile,
} from '../../world/index/index.ts'
import { createServer } from 'node:http'
import { guardedWorld, opening, type GuardedWorld } from '../guarded-world.ts'
import { rm } from 'node:fs/promises'

const wheel = makeWheel({ project: 'good', version: '1.0' })
const JSON_PAGE = { headers: { accept: 'application/vnd.pypi.simple.v1+json' } }

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const listening = await listenOnLoopback(createServer())
  await listening.close()
  return listening.port
}

async function guarded(
  t: Parameters<typeof guardedWorld>[0],
  changes: Partial<ServedFile> = {},
): Promise<{ world: GuardedWorld; record: GuardRecord; proxy: string; base: string; indexUrl: string }> {
  const world = await guardedWorld(t)
  const files = [{ filename: wheel.filename, bytes: wheel.bytes, metadata: wheel.metadata, ...changes }]
  const index = await startIndex({ api: '1.4', projects: [{ name: 'good', files }] })
  t.teardown(() => index.close())
  const env = { PIP_INDEX_URL: index.indexUrl, HOME: world.paths.state }
  const record = { ...newGuardRecord(await freePort(), env), usedBy: ['pip'] }
  await writeGuardRecord(world.paths, record)
  const { body } = await world.call('POST', '/v1/guard')
  t.deepEqual(body, { serving: true, problem: null })
  const proxy = addressOfGuard(record, world.paths).proxyUrl
  return { world, record, proxy, base: index.base, indexUrl: index.indexUrl }
}

test('who has the token is served by the gate’s rules, without a hello', async (t) => {
  const { world, proxy, base, indexUrl } = await guarded(t)
  const run = await world.open()
  const page = await run.get(`${indexUrl}good/`, { ...JSON_PAGE, proxy })
  t.is(page.status, 200)
  const file = await run.get(`${base}/files/${wheel.filename}`, { proxy })
  t.is(file.status, 200)
  t.deepEqual(file.body, wheel.bytes)
  t.is(world.daemon.asked[0]?.artifact.channel, 'index')
})

test('what the daemon blocks is refused with its code', async (t) => {
  const { world, proxy, base, indexUrl } = await guarded(t)
  world.daemon.answer = () => ({ decision: 'block', code: 'TC2111' })
  const run = await world.open()
  await run.get(`${indexUrl}good/`, { ...JSON_PAGE, proxy })
  const file = await run.get(`${base}/files/${wheel.filename}`, { proxy })
  t.is(file.status, 403)
  t.true(file.reason.includes('TC2111'))
})

test('without the token, with a run’s or with another, nobody is served', async (t) => {
  const { world, record, indexUrl } = await guarded(t)
  const run = await world.open()
  const other = newGuardRecord(record.port, {}).token
  for (const token of ['', run.reply.token, other]) {
    const proxy = `http://run:${token}@127.0.0.1:${record.port}`
    t.is((await run.get(`${indexUrl}good/`, { ...JSON_PAGE, proxy })).status, 407)
  }
})

test('another user of this machine is not served, whatever they know', async (t) => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') {
    t.log('only root can be somebody else')
    t.pass()
    return
  }
  const { record, indexUrl } = await guarded(t)
  const credentials = Buffer.from(`run:${record.token}`).toString('base64')
  const ask = `exec 3<>/dev/tcp/127.0.0.1/${record.port}
printf 'GET ${indexUrl}good/ HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\nProxy-Authorization: Basic ${credentials}\\r\\n\\r\\n' >&3
cat <&3`
  const statusAs = async (uid: number): Promise<string> => {
    const child = spawn('/bin/bash', ['-c', ask], { uid, gid: uid, cwd: '/' })
    return (await text(child.stdout)).split(' ')[1] ?? ''
  }
  t.is(await statusAs(65_534), '407')
  t.is(await statusAs(0), '200')
})

test('nothing is streamed: other bytes than the page promises never begin to arrive', async (t) => {
  const { world, proxy, base, indexUrl } = await guarded(t, { sha256: sha256Hex(Buffer.from('other')) })
  const run = await world.open()
  await run.hello()
  await run.get(`${indexUrl}good/`, { ...JSON_PAGE, proxy })
  const file = await run.get(`${base}/files/${wheel.filename}`, { proxy })
  t.is(file.status, 403)
  t.true(file.reason.includes('TC1002'), file.reason)
  // In a run of its own it streams, and is cut.
  await run.get(`${indexUrl}good/`, JSON_PAGE)
  await t.throwsAsync(run.get(`${base}/files/${wheel.filename}`), { code: 'ECONNRESET' })
})

test('the port moves and closes with the record', async (t) => {
  const { world, record, proxy, indexUrl } = await guarded(t)
  const run = await world.open()
  const moved = { ...record, port: await freePort() }
  await writeGuardRecord(world.paths, moved)
  t.deepEqual((await world.call('POST', '/v1/guard')).body, { serving: true, problem: null })
  await t.throwsAsync(run.get(`${indexUrl}good/`, { ...JSON_PAGE, proxy }), { code: 'ECONNREFUSED' })
  const there = addressOfGuard(moved, world.paths).proxyUrl
  t.is((await run.get(`${indexUrl}good/`, { ...JSON_PAGE, proxy: there })).status, 200)
  await rm(world.paths.guardFile)
  t.deepEqual((await world.call('POST', '/v1/guard')).body, { serving: false, problem: null })
  await t.throwsAsync(run.get(`${indexUrl}good/`, { ...JSON_PAGE, proxy: there }), { code: 'ECONNREFUSED' })
})

test('settings that can’t be used, a taken port and a broken record are said, and nobody is served', async (t) => {
  const { world, record, proxy, indexUrl } = await guarded(t)
  const run = await world.open()
  await writeGuardRecord(world.paths, { ...record, env: { ...record.env, PIP_PROXY: 'ftp://x:1' } })
  const answer = (await world.call('POST', '/v1/guard')).body
  t.false(answer.serving)
  t.true(answer.problem.includes('ftp'))
  t.is((await run.get(`${indexUrl}good/`, { ...JSON_PAGE, proxy })).status, 403)
  const taken = await listenOnLoopback(createServer())
  t.teardown(() => taken.close())
  await writeGuardRecord(world.paths, { ...record, port: taken.port })
  t.false((await world.call('POST', '/v1/guard')).body.serving)
  await writeGuardRecord(world.paths, { ...record, token: 'short' })
  t.false((await world.call('POST', '/v1/guard')).body.serving)
  await t.throwsAsync(readGuardRecord(world.paths), { code: 'refused' })
})

test('what protecting put into pip’s settings is never taken for the upstream’s', (t) => {
  const record = newGuardRecord(9, {})
  const paths = { ...homePaths({ PIP_TRUST_HOME: '/h' }), guardCa: '/s/a.pem' }
  const { proxyUrl } = addressOfGuard(record, paths)
  const settings = { proxy: proxyUrl, cert: '/s/a.pem', 'cache-dir': '/c' }
  const pipConf = {
    path: '/p',
    before: null,
    mode: null,
    written: '',
    settings,
    replaced: [{ section: 'global', lines: 'proxy = http://corp:1\n' }],
  }
  const config = [{ path: '/p', text: `[global]\nproxy = ${proxyUrl}\ncert = /s/a.pem\ncache-dir = /c\n` }]
  const env = { HTTPS_PROXY: proxyUrl, PIP_CERT: '/s/a.pem', PIP_INDEX_URL: 'https://i' }
  const own = ownSettings(opening({ env, config }), { ...record, pipConf }, paths)
  t.deepEqual(own.env, { PIP_INDEX_URL: 'https://i' })
  t.is(own.config[0]?.text, '[global]\nproxy = http://corp:1\n')
})
