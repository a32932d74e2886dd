import { mkdir, writeFile } from 'node:fs/promises'
import test from 'ava'
import { MAX_HELD_FILES, MAX_OPEN_LISTINGS, listingFrames } from '../../src/daemon/listing-frames.ts'
import { MAX_LISTED_FILES, MAX_LISTING_FRAMES, type ReleasesQuestion } from '../../src/protocol/index.ts'
import { parseProjectName } from '../../src/python/index.ts'
import type { ListedFile } from '../../src/verdict/index.ts'
import { about, DAY, FLASK, page, wheel } from '../decide/releases-world.ts'
import { known, question, RUN } from '../protocol/samples.ts'
import { HELLO, rawClient, runningDaemon } from './running-daemon.ts'

const NOW = 1_790_000_000

function wheels(count: number): ListedFile[] {
  return Array.from({ length: count }, (_, at) =>
    wheel(`${Math.floor(at / 100)}.${at % 100}`, { uploadedAt: NOW - 30 * DAY, attested: false }),
  )
}

function frameOf(change: Partial<ReleasesQuestion> = {}): ReleasesQuestion {
  const base = { v: 1, id: 9, type: 'releases', run: RUN, frame: 0, frames: 1 } as const
  return { ...base, ...page([wheel('1.0')]), ...change }
}

const full = wheels(MAX_LISTED_FILES)

test('a listing of several frames is taken whole, and what is too young is told with the last', async (t) => {
  const { open } = await runningDaemon(t, undefined, () => NOW)
  const client = await open()
  const young = wheel('99.9', { uploadedAt: NOW - 5, attested: false })
  const withheld = await client.releases(RUN, page([...wheels(2500), young]))
  t.deepEqual(
    withheld.map(({ version: its, filenames, passesAt }) => [its, filenames, passesAt]),
    [['99.9', [young.filename], NOW - 5 + 3 * DAY]],
  )
  const verdict = await client.ask(about(young))
  t.is(verdict.code, 'TC4015')
  await client.close()
})

test('two listings of one page at once do not come between each other', async (t) => {
  const { open } = await runningDaemon(t, undefined, () => NOW)
  const client = await open()
  const listing = page(wheels(2500))
  t.deepEqual(await Promise.all([client.releases(RUN, listing), client.releases(RUN, listing)]), [[], []])
  await client.close()
})

test('a release of more files than one entry names is told in several', async (t) => {
  const { open } = await runningDaemon(t, undefined, () => NOW)
  const client = await open()
  const files = Array.from({ length: 2001 }, (_, at) =>
    wheel('9.0', { filename: `flask-9.0-${at}-py3-none-any.whl`, uploadedAt: NOW - 5 }),
  )
  const withheld = await client.releases(RUN, page(files))
  t.deepEqual(
    withheld.map(({ filenames }) => filenames.length),
    [1000, 1000, 1],
  )
  await client.close()
})

const OUT_OF_ORDER: Readonly<Record<string, readonly Partial<ReleasesQuestion>[]>> = {
  'does not begin at the beginning': [{ frame: 1, frames: 2 }],
  'leaves one out': [
    { frame: 0, frames: 3, files: full },
    { frame: 2, frames: 3 },
  ],
  'comes twice': [
    { frame: 0, frames: 3, files: full },
    { frame: 1, frames: 3, files: full },
    { frame: 1, frames: 3, files: full },
  ],
  'is not full in the middle': [{ frame: 0, frames: 2 }],
  'changes its project': [
    { frame: 0, frames: 2, files: full },
    { frame: 1, frames: 2, project: known(parseProjectName('other')) },
  ],
  'changes its index': [
    { frame: 0, frames: 2, files: full },
    { frame: 1, frames: 2, index: { url: 'https://other.example/simple', insecure: false } },
  ],
  'changes its status': [
    { frame: 0, frames: 2, files: full },
    { frame: 1, frames: 2, status: { status: 'quarantined', why: null } },
  ],
  'changes how many there are': [
    { frame: 0, frames: 3, files: full },
    { frame: 1, frames: 2 },
  ],
  'comes after the last': [{ frame: 2, frames: 2 }],
}

for (const [what, frames] of Object.entries(OUT_OF_ORDER)) {
  test(`a listing whose frame ${what} is refused with words`, (t) => {
    const open = listingFrames()
    for (const frame of frames.slice(0, -1)) t.is(open.take(frameOf(frame)), null)
    t.throws(() => open.take(frameOf(frames.at(-1))), { code: 'malformed' })
  })
}

test('what was refused is forgotten, and can begin anew', (t) => {
  const open = listingFrames()
  open.take(frameOf({ frame: 0, frames: 2, files: full }))
  t.throws(() => open.take(frameOf({ frame: 0, frames: 2 })), { code: 'malformed' })
  t.throws(() => open.take(frameOf({ frame: 1, frames: 2 })), { code: 'malformed' })
  open.take(frameOf({ frame: 0, frames: 2, files: full }))
  open.take(frameOf({ frame: 0, frames: 2, files: full }))
  t.is(open.take(frameOf({ frame: 1, frames: 2 }))?.files.length, MAX_LISTED_FILES + 1)
})

test('the largest page is taken, and no more files are held than the limit says', (t) => {
  const open = listingFrames()
  const frames = MAX_LISTING_FRAMES
  for (let frame = 0; frame + 1 < frames; frame += 1) {
    t.is(open.take(frameOf({ frame, frames, files: full })), null)
  }
  t.is(open.take(frameOf({ frame: frames - 1, frames, files: full }))?.files.length, 200_000)
  const held = MAX_HELD_FILES / MAX_LISTED_FILES
  for (let frame = 0; frame < held; frame += 1) {
    const [nth, its] = [Math.floor(frame / 190), frame % 190]
    t.is(open.take(frameOf({ run: runOf(nth), frame: its, frames, files: full })), null)
  }
  t.throws(() => open.take(frameOf({ run: runOf(9) })), { code: 'too-large' })
})

test('no more listings are under way than the limit says; a whole one is always taken', (t) => {
  const open = listingFrames()
  const begin = { frame: 0, frames: 2, files: full }
  for (let nth = 0; nth < MAX_OPEN_LISTINGS; nth += 1) open.take(frameOf({ ...begin, run: runOf(nth) }))
  t.throws(() => open.take(frameOf({ ...begin, run: runOf(MAX_OPEN_LISTINGS) })), { code: 'too-large' })
  t.is(open.take(frameOf({ run: runOf(MAX_OPEN_LISTINGS) }))?.files.length, 1)
  t.is(open.take(frameOf({ run: runOf(0), frame: 1, frames: 2 }))?.files.length, MAX_LISTED_FILES + 1)
  t.is(open.take(frameOf({ ...begin, run: runOf(MAX_OPEN_LISTINGS) })), null)
})

function runOf(nth: number) {
  return { ...RUN, id: nth.toString(16).padStart(16, '0') }
}

test('more files or frames than the protocol has are refused at the border, and the session goes on', async (t) => {
  const { paths } = await runningDaemon(t)
  const client = await rawClient(paths)
  client.send(HELLO)
  await client.next()
  const small = full.map((file) => ({ ...file, sha256: null }))
  const beyond = [
    frameOf({ id: 2, files: [...small, wheel('1.0')] }),
    frameOf({ id: 3, frame: 0, frames: MAX_LISTING_FRAMES + 1 }),
    frameOf({ id: 4, frame: MAX_LISTING_FRAMES, frames: MAX_LISTING_FRAMES }),
    frameOf({ id: 5, files: [wheel('1.0', { uploadedAt: -1 })] }),
    frameOf({ id: 6, files: [wheel('1.0', { uploadedAt: Number.MAX_SAFE_INTEGER + 1 })] }),
  ]
  for (const each of beyond) {
    client.send(JSON.stringify(each))
    t.like(await client.next(), { type: 'error', id: each.id, code: 'malformed' })
  }
  client.send(JSON.stringify(frameOf({ id: 7 })))
  t.like(await client.next(), { type: 'releases', id: 7 })
  client.socket.terminate()
})

test('an incomplete listing goes with its session', async (t) => {
  const { paths, open } = await runningDaemon(t)
  const client = await rawClient(paths)
  client.send(HELLO)
  await client.next()
  client.send(JSON.stringify(frameOf({ id: 2, frames: 2, files: full })))
  t.like(await client.next(), { type: 'releases', id: 2 })
  client.socket.terminate()
  const other = await rawClient(paths)
  other.send(HELLO)
  await other.next()
  other.send(JSON.stringify(frameOf({ id: 3, frame: 1, frames: 2 })))
  t.like(await other.next(), { type: 'error', id: 3, code: 'malformed' })
  other.socket.terminate()
  const third = await open()
  t.is((await third.ask(question())).decision, 'warn')
  await third.close()
})

test('names that are listed twice and times that can not be are ignored, and the log says so', async (t) => {
  const { open, entries } = await runningDaemon(t, undefined, () => NOW)
  const client = await open()
  const absurd = wheel('2.0', { uploadedAt: NOW + 10 * 365 * DAY })
  t.deepEqual(await client.releases(RUN, page([wheel('1.0'), wheel('1.0'), absurd])), [])
  t.is(entries.filter(({ level }) => level === 'warn').length, 2)
  await client.close()
})

test('a private name is asked of its own index alone', async (t) => {
  const home = { url: 'https://private.example/simple/', insecure: false }
  const { open } = await runningDaemon(t, async (paths) => {
    await mkdir(paths.config, { recursive: true, mode: 0o700 })
    const text = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: mine, version: 1 }
extends: [preset:balanced]
indexes: { home: { url: "${home.url}", private: true } }
`
    await writeFile(paths.policyFile, text, { mode: 0o600 })
  })
  const client = await open()
  const elsewhere = { ...page([]).index }
  const before = await client.page({ run: RUN, project: FLASK, index: elsewhere })
  t.deepEqual(before, { denial: null, privateIndexes: [home.url] })
  await client.releases(RUN, page([wheel('1.0')], { index: home }))
  t.is((await client.page({ run: RUN, project: FLASK, index: elsewhere })).denial?.code, 'TC4011')
  t.is((await client.page({ run: RUN, project: FLASK, index: home })).denial, null)
  await client.close()
})
