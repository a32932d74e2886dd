import { mkdir, readFile, stat } from 'node:fs/promises'
import test from 'ava'
import { openLog } from '../../src/daemon/index.ts'
import { scratchHome } from '../client/fake-daemon.ts'

const AT = new Date('2026-11-24T05:00:00Z')

test('one JSON object a line, for its user alone', async (t) => {
  const { daemonLog, state } = await scratchHome(t)
  await mkdir(state, { recursive: true })
  const log = openLog(daemonLog, { maxBytes: 10_000, now: () => AT })
  log.write('warn', 'two\nlines', { code: 'TC5004' })
  log.close()
  const [line, rest] = (await readFile(daemonLog, 'utf8')).split('\n')
  t.deepEqual(JSON.parse(line ?? ''), {
    at: AT.toISOString(),
    level: 'warn',
    pid: process.pid,
    message: 'two\nlines',
    code: 'TC5004',
  })
  t.is(rest, '')
  t.is((await stat(daemonLog)).mode & 0o777, 0o600)
})

test('a full file is put aside, and only one of them is kept', async (t) => {
  const { daemonLog, state } = await scratchHome(t)
  await mkdir(state, { recursive: true })
  const log = openLog(daemonLog, { maxBytes: 1000, now: () => AT })
  for (let n = 0; n < 50; n += 1) log.write('info', `entry ${n}`)
  log.close()
  t.true((await stat(daemonLog)).size <= 1000)
  t.true((await stat(`${daemonLog}.1`)).size <= 1000)
  t.true((await readFile(daemonLog, 'utf8')).includes('entry 49'))
})

test('an entry that is too long is cut and stays JSON', async (t) => {
  const { daemonLog, state } = await scratchHome(t)
  await mkdir(state, { recursive: true })
  const log = openLog(daemonLog, { maxBytes: 1_000_000, now: () => AT })
  log.write('error', 'x'.repeat(100_000))
  log.close()
  t.like(JSON.parse(await readFile(daemonLog, 'utf8')), { level: 'error', cut: true })
})
