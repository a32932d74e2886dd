import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import { holdAnswer } from '../../../shim/proxy/held-answer.ts'
import { digestGuard } from '../../../shim/proxy/digest-guard.ts'
import { spoolBody } from '../../../shim/proxy/spool.ts'
import { listenOnLoopback, sha256Hex } from '../../world/index/index.ts'

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'held-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

/** One request and both ends of its answer. */
async function exchange(
  t: ExecutionContext,
): Promise<{ answered: Promise<IncomingMessage>; response: ServerResponse }> {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<ServerResponse>()
  const server = createServer((_request, response) => arrive(response))
  const { port, close } = await listenOnLoopback(server)
  t.teardown(close)
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asking = request({ host: '127.0.0.1', port, agent: false }, resolve)
  asking.on('error', reject)
  asking.end()
  return { answered: promise, response: await arrived }
}

const judged = (text: string) => ({ sha256: sha256Hex(Buffer.from(text)), size: text.length })
const spoolOf = (path: string, size: number) => ({ path, size: () => size })

test('a quick verdict answers with a length', async (t) => {
  const path = join(await folder(t), 'body')
  await writeFile(path, 'the whole body')
  const { answered, response } = await exchange(t)
  const held = holdAnswer(response, { 'x-own': '1' }, spoolOf(path, 14), 60_000)
  await held.release(judged('the whole body'))
  const got = await answered
  t.is(got.headers['content-length'], '14')
  t.is((await buffer(got)).toString(), 'the whole body')
})

test('while it waits a byte at a time goes out, and at most half; then the rest', async (t) => {
  const path = join(await folder(t), 'body')
  await writeFile(path, 'abcdef')
  const { answered, response } = await exchange(t)
  const held = holdAnswer(response, {}, spoolOf(path, 6), 5)
  const got = await answered
  t.is(got.headers['transfer-encoding'], 'chunked')
  got.setEncoding('utf8')
  let text = ''
  while (text.length < 3) {
    const chunk: unknown = got.read() ?? (await once(got, 'readable'), '')
    text += String(chunk)
  }
  t.is(text, 'abc')
  t.true(held.hasBegun())
  await held.release(judged('abcdef'))
  for await (const chunk of got) text += chunk
  t.is(text, 'abcdef')
})

test('bytes that were put in the place of what was judged are never given whole', async (t) => {
  const path = join(await folder(t), 'body')
  await writeFile(path, 'ABCDEF')
  const { answered, response } = await exchange(t)
  const held = holdAnswer(response, {}, spoolOf(path, 6), 60_000)
  await t.throwsAsync(held.release(judged('abcdef')), { code: 'encoding' })
  await t.throwsAsync(answered)
})

test('nor are they after those that went out while it waited', async (t) => {
  const path = join(await folder(t), 'body')
  await writeFile(path, 'ABCDEF')
  const { answered, response } = await exchange(t)
  const held = holdAnswer(response, {}, spoolOf(path, 6), 5)
  const got = await answered
  await once(got, 'readable')
  await writeFile(path, 'abcdef')
  await t.throwsAsync(held.release(judged('abcdef')), { code: 'encoding' })
  await t.throwsAsync(buffer(got))
})

test('a refusal after the head went out leaves the answer unfinished', async (t) => {
  const path = join(await folder(t), 'body')
  await writeFile(path, 'abcdef')
  const { answered, response } = await exchange(t)
  const held = holdAnswer(response, {}, spoolOf(path, 6), 1)
  const got = await answered
  held.stop()
  response.destroy()
  await t.throwsAsync(buffer(got))
  t.false(got.complete)
})

/** A response with this body. */
const incoming = (chunks: readonly string[], complete = true) => {
  const body = new PassThrough()
  for (const chunk of chunks) body.write(chunk)
  body.end()
  return Object.assign(body, { complete })
}

test('a spooled body has its digest and size, and is private', async (t) => {
  const path = await folder(t)
  const spool = spoolBody(incoming(['ab', 'c']), path, 3)
  const { sha256, size } = await spool.whole
  t.is(String(sha256), sha256Hex(Buffer.from('abc')))
  t.is(size, 3)
  await spool.remove()
  t.deepEqual(await readdir(path), [])
})

test('one byte over the limit, and an answer that was broken off, are no files', async (t) => {
  const path = await folder(t)
  await t.throwsAsync(spoolBody(incoming(['abcd']), path, 3).whole, { code: 'too-large' })
  await t.throwsAsync(spoolBody(incoming(['abc'], false), path, 3).whole, { code: 'upstream-failed' })
})

test('the guard keeps the last chunk back until the digest is right', async (t) => {
  const good = digestGuard(sha256Hex(Buffer.from('abc')))
  good.write('ab')
  good.end('c')
  t.is((await buffer(good)).toString(), 'abc')
  const bad = digestGuard(sha256Hex(Buffer.from('abX')))
  const seen: string[] = []
  bad.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
  bad.write('ab')
  bad.end('c')
  await t.throwsAsync(once(bad, 'end'))
  t.deepEqual(seen, ['ab'])
})
