import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { readZipForm, type ZipPacking } from '../../../src/publish/difference/index.ts'
import type { ReplayPlan } from '../../../src/publish/reproduce/replay/index.ts'
import { replayPlan } from '../../../src/publish/reproduce/replay/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'
import { LIB } from '../../cli/trustctl.ts'

const TIME = Date.UTC(2021, 4, 5, 14, 17, 58) / 1000

/** What a back-end does: copies a source aside, writes a file of its own, and packs all with zipfile. */
const BACKEND = `
import os, shutil, sys, time, zipfile
os.makedirs("build/foo")
shutil.copy2("foo/a.py", "build/foo/a.py")
with open("build/made.txt", "w") as file:
    file.write("one\\ntwo\\n")
with open("build/bytes.bin", "wb") as file:
    file.write(b"one\\n")
with zipfile.ZipFile("foo.whl", "w") as wheel:
    for name in ("foo/a.py", "made.txt", "bytes.bin"):
        stat = os.stat("build/" + name)
        member = zipfile.ZipInfo(name, time.gmtime(stat.st_mtime)[:6])
        member.external_attr = (stat.st_mode & 0o7777) << 16
        with open("build/" + name, "rb") as file:
            wheel.writestr(member, file.read())
    wheel.writestr(zipfile.ZipInfo("RECORD", time.gmtime(time.time())[:6]), b"")
`

async function packed(
  t: Parameters<typeof temporaryFolder>[0],
  plan: Partial<ReplayPlan>,
): Promise<{ readonly members: readonly ZipPacking[]; readonly stderr: string }> {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'site'))
  await mkdir(join(folder, 'foo'))
  await writeFile(join(folder, 'foo', 'a.py'), 'x = 1\n')
  await copyFile(
    join(LIB, 'src/publish/reproduce/replay/replay.py'),
    join(folder, 'site', 'sitecustomize.py'),
  )
  const whole: ReplayPlan = {
    clock: null,
    times: {},
    modes: {},
    roots: [folder],
    asOnWindows: false,
    ...plan,
  }
  await writeFile(join(folder, 'site', 'pip_trust_replay.json'), JSON.stringify(whole))
  const env = { PATH: process.env['PATH'] ?? '', PYTHONPATH: join(folder, 'site') }
  const { status, stderr } = spawnSync('python3', ['-c', BACKEND], { cwd: folder, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return { members: readZipForm(await readFile(join(folder, 'foo.whl')))?.members ?? [], stderr }
}

test('files get the times and rights of their members, whatever wrote them; the clock stands', async (t) => {
  const { members } = await packed(t, {
    clock: TIME + 18,
    times: { 'foo/a.py': TIME, 'made.txt': TIME + 2 },
    modes: { 'foo/a.py': 0o664 },
  })
  t.deepEqual(
    members.map(({ name, seconds }) => [name, seconds]).filter(([name]) => name !== 'bytes.bin'),
    [
      ['foo/a.py', TIME],
      ['made.txt', TIME + 2],
      ['RECORD', TIME + 18],
    ],
  )
  t.is((members[0]?.mode ?? 0) & 0o777, 0o664)
})

test('what is in the files stays as it is', async (t) => {
  const texts = (members: readonly ZipPacking[]) => members.map(({ data }) => Buffer.from(data).toString())
  const plain = await packed(t, {})
  const replayed = await packed(t, { clock: TIME, times: { 'made.txt': TIME, 'foo/a.py': TIME } })
  t.deepEqual(texts(replayed.members), texts(plain.members))
  t.deepEqual(texts(plain.members).slice(0, 2), ['x = 1\n', 'one\ntwo\n'])
})

test('as on Windows: texts that are written get CRLF, bytes don’t, and the zip is from there', async (t) => {
  const { members } = await packed(t, { asOnWindows: true })
  t.deepEqual(
    members.map(({ data, system }) => [Buffer.from(data).toString(), system]),
    [
      ['x = 1\n', 0],
      ['one\r\ntwo\r\n', 0],
      ['one\n', 0],
      ['', 0],
    ],
  )
})

test('only a replay has a plan; times in it are UTC', (t) => {
  const wheel = {
    newest: TIME + 3600,
    members: [
      { name: 'foo/', time: TIME, mode: 0o755 },
      { name: 'foo/a.py', time: TIME + 3600, mode: 0 },
      { name: 'b.py', time: TIME, mode: 0o644 },
    ],
  }
  const attempt = { zoneSeconds: 3600, asOnWindows: true, wheelTag: null } as const
  t.is(replayPlan({ ...attempt, kind: 'epoch' }, wheel, []), null)
  t.is(replayPlan({ ...attempt, kind: 'files' }, wheel, []), null)
  t.deepEqual(replayPlan({ ...attempt, kind: 'replay' }, wheel, ['/x']), {
    clock: TIME,
    times: { 'foo/a.py': TIME, 'b.py': TIME - 3600 },
    modes: { 'b.py': 0o644 },
    roots: ['/x'],
    asOnWindows: true,
  })
})
