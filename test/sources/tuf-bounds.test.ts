import { createServer, type RequestListener } from 'node:http'
import test, { type ExecutionContext } from 'ava'
import { refreshRoot } from '../../src/sources/roots/refresh.ts'
import { MAX_ROOT_ROTATIONS, MAX_SIGNATURES, TUF_MAX_BYTES } from '../../src/sources/tuf/limits.ts'
import { listenOnLoopback } from '../world/index/loopback.ts'
import { fetchFrom } from '../world/tuf/index.ts'
import { known, NOW, refuses, REPOSITORY, SECOND, SECOND_DIGEST, tufHome } from './tuf-home.ts'
import { LIB } from './scratch.ts'

/** A server on loopback that answers so, as a repository. */
async function serving(t: ExecutionContext, listener: RequestListener): Promise<string> {
  const { port, close } = await listenOnLoopback(createServer(listener))
  t.teardown(close)
  return `http://127.0.0.1:${port}`
}

/** Answers with these files over real HTTP, unless the test says otherwise. */
function filesOr(
  files: ReadonlyMap<string, Buffer>,
  other: (path: string) => RequestListener | null,
): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '/').slice(1)
    const special = other(path)
    const bytes = files.get(path)
    if (special !== null) special(request, response)
    else if (bytes === undefined) response.writeHead(404).end()
    else response.end(bytes)
  }
}

/** A home whose `fetch` is the real one. */
function realHome(t: ExecutionContext) {
  return tufHome(t, { fetch })
}

test('over real http', async (t) => {
  const home = await realHome(t)
  const from = await serving(
    t,
    filesOr(home.world.files, () => null),
  )
  t.like(await home.refresh({ from }), { outcome: 'updated' })
})

test('redirects are not followed, in a loop or not', async (t) => {
  const home = await realHome(t)
  let answers = 0
  const from = await serving(
    t,
    filesOr(home.world.files, (path) =>
      path === 'timestamp.json'
        ? (_, response) => {
            answers += 1
            response.writeHead(302, { location: '/timestamp.json' }).end()
          }
        : null,
    ),
  )
  await refuses(t, home, 'unreachable', { from })
  t.is(answers, 1)
})

for (const status of [500, 503, 429, 401, 204]) {
  test(`${status} is no answer`, async (t) => {
    const home = await realHome(t)
    const from = await serving(t, (_, response) => response.writeHead(status).end())
    await refuses(t, home, 'unreachable', { from })
  })
}

test('nobody listens', async (t) => {
  const home = await realHome(t)
  const { port, close } = await listenOnLoopback(createServer())
  await close()
  await refuses(t, home, 'unreachable', { from: `http://127.0.0.1:${port}` })
})

for (const [what, begin] of [
  ['never answers', () => undefined],
  ['never ends its answer', (_, response) => void response.write('{')],
] as const satisfies readonly (readonly [string, RequestListener])[]) {
  test(`a server that ${what} is left after a time`, async (t) => {
    const home = await realHome(t)
    const from = await serving(t, begin)
    const signal = new AbortController().signal
    const effects = { fetch, now: NOW, signal, from, timeouts: { fileMs: 50, totalMs: 60_000 } }
    t.like(await refreshRoot({ ...home.paths, lib: LIB }, 'acme', effects), { code: 'unreachable' })
    const total = { ...effects, timeouts: { fileMs: 60_000, totalMs: 50 } }
    t.like(await refreshRoot({ ...home.paths, lib: LIB }, 'acme', total), { code: 'unreachable' })
  })
}

test('a refresh ends when it is told to', async (t) => {
  const home = await realHome(t)
  const ending = new AbortController()
  const from = await serving(t, () => ending.abort())
  t.like(await home.sources.refreshRoot('acme', { now: NOW, from, signal: ending.signal }), {
    code: 'unreachable',
  })
  t.is((await home.view()).failed, null)
})

for (const [path, limit] of [
  ['2.root.json', TUF_MAX_BYTES.root],
  ['timestamp.json', TUF_MAX_BYTES.timestamp],
] as const) {
  test(`\`${path}\` may have ${limit} bytes and no more`, async (t) => {
    const home = await tufHome(t)
    home.world.rotate()
    home.world.publish({ trustedRoot: known(SECOND) })
    const right = known(home.world.files.get(path))
    const padded = Buffer.concat([right, Buffer.alloc(limit + 1 - right.length, ' ')])
    home.world.files.set(path, padded)
    await refuses(t, home, 'too-large')
    home.world.files.set(path, padded.subarray(0, limit))
    t.like(await home.refresh(), { outcome: 'updated', digest: SECOND_DIGEST })
  })
}

for (const role of ['snapshot', 'targets'] as const) {
  test(`\`${role}.json\` over its limit is refused before it is read`, async (t) => {
    const home = await tufHome(t)
    await home.refresh()
    home.world.publish({ trustedRoot: known(SECOND) })
    home.world.files.set(`2.${role}.json`, Buffer.alloc(TUF_MAX_BYTES[role] + 1, ' '))
    await refuses(t, home, 'too-large')
    home.world.files.set(`2.${role}.json`, Buffer.alloc(TUF_MAX_BYTES[role], ' '))
    await refuses(t, home, 'malformed')
  })
}

test('a target that is longer than signed, or signed as too long, is refused', async (t) => {
  const home = await tufHome(t)
  await home.refresh()
  home.world.publish({ trustedRoot: known(SECOND) })
  const path = `targets/${SECOND_DIGEST}.trusted_root.json`
  home.world.files.set(path, Buffer.concat([known(SECOND), Buffer.from(' ')]))
  await refuses(t, home, 'too-large')
  home.world.publish({ length: TUF_MAX_BYTES.target + 1 })
  await refuses(t, home, 'too-large')
})

test('an endless answer is cut at the limit', async (t) => {
  const home = await tufHome(t, {
    fetch: () =>
      Promise.resolve(
        new Response(
          new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(4096).fill(0x20)) }),
        ),
      ),
  })
  await refuses(t, home, 'too-large')
})

test('so many roots are followed at once, and no more', async (t) => {
  const home = await tufHome(t)
  for (let count = 0; count < MAX_ROOT_ROTATIONS; count += 1) home.world.rotate()
  const other = await tufHome(t, { fetch: fetchFrom(REPOSITORY, home.world.files) })
  await other.sources.addRoot('acme', { kind: 'tuf', repository: REPOSITORY, root: home.world.firstRoot })
  t.like(await other.refresh(), { outcome: 'updated', versions: { root: MAX_ROOT_ROTATIONS + 1 } })
  home.world.rotate()
  await refuses(t, home, 'too-large')
  // What was verified on the way stays, so that the next refresh goes on from there.
  t.like(await home.refresh(), { outcome: 'updated', versions: { root: MAX_ROOT_ROTATIONS + 2 } })
})

const DEEP = `${'['.repeat(100)}${']'.repeat(100)}`
const GARBAGE: Readonly<Record<string, string>> = {
  nothing: '',
  'an error page': '<html><body>503</body></html>',
  'half a file': '{"signed":{"_type":"timestamp"',
  'no object': '[]',
  'an empty object': '{}',
  'no version': '{"signed":{"_type":"timestamp","expires":"2030-01-01T00:00:00Z"},"signatures":[]}',
  'a fraction of a version':
    '{"signed":{"_type":"timestamp","version":1.5,"expires":"2030-01-01T00:00:00Z"},"signatures":[]}',
  'a version beyond counting':
    '{"signed":{"_type":"timestamp","version":1e30,"expires":"2030-01-01T00:00:00Z"},"signatures":[]}',
  'a key twice':
    '{"signed":{"_type":"timestamp","version":9,"version":1,"expires":"2030-01-01T00:00:00Z"},"signatures":[]}',
  'no time': '{"signed":{"_type":"timestamp","version":2,"expires":"soon"},"signatures":[]}',
  'great depth': `{"signed":{"version":2,"expires":"2030-01-01T00:00:00Z","x":${DEEP}},"signatures":[]}`,
  'no signed type': '{"signed":{"version":2,"expires":"2030-01-01T00:00:00Z"},"signatures":[]}',
  'a hundred signatures': `{"signed":{"version":2,"expires":"2030-01-01T00:00:00Z"},"signatures":[${Array.from({ length: MAX_SIGNATURES + 1 }, () => '{}').join(',')}]}`,
  'a byte order mark': '\u{FEFF}{"signed":{"version":2,"expires":"2030-01-01T00:00:00Z"},"signatures":[]}',
}

for (const path of ['2.root.json', 'timestamp.json', '2.snapshot.json', '2.targets.json']) {
  test(`garbage for \`${path}\` is refused`, async (t) => {
    const home = await tufHome(t)
    await home.refresh()
    home.world.publish({ trustedRoot: known(SECOND) })
    for (const [what, text] of Object.entries(GARBAGE)) {
      home.world.files.set(path, Buffer.from(text))
      const outcome = await home.refresh()
      t.is(outcome.outcome, 'refused', what)
      const isSigned = path !== '2.snapshot.json' && path !== '2.targets.json'
      t.true(
        outcome.outcome === 'refused' &&
          (outcome.code === 'malformed' || (!isSigned && outcome.code === 'tampered')),
        what,
      )
    }
  })
}
