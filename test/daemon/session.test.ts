import test from 'ava'
import { MAX_MESSAGE_BYTES } from '../../src/protocol/index.ts'
import { artifactMessage } from '../protocol/samples.ts'
import { HELLO, rawClient, runningDaemon } from './running-daemon.ts'

const STATUS = '{"v":1,"id":5,"type":"status"}'

test('without a hello there is no answer', async (t) => {
  const { paths } = await runningDaemon(t)
  const client = await rawClient(paths)
  client.send(STATUS)
  t.like(await client.next(), { type: 'error', id: 5, code: 'hello-first' })
  t.is(await client.closed, 1008)
})

test('what can not be read ends the session with an error', async (t) => {
  const { paths } = await runningDaemon(t)
  const broken = [
    ['{', 'malformed'],
    [Buffer.from(HELLO), 'malformed'],
    [' '.repeat(MAX_MESSAGE_BYTES + 1), 'too-large'],
    ['['.repeat(40) + ']'.repeat(40), 'too-deep'],
  ] as const
  for (const [text, code] of broken) {
    const client = await rawClient(paths)
    client.send(HELLO)
    t.like(await client.next(), { type: 'hello' })
    client.send(text)
    t.like(await client.next(), { type: 'error', id: 0, code })
    t.is(await client.closed, 1008)
  }
})

test('far beyond the limit the connection just ends', async (t) => {
  const { paths } = await runningDaemon(t)
  const client = await rawClient(paths)
  client.send(HELLO)
  await client.next()
  client.send(' '.repeat(2 * MAX_MESSAGE_BYTES + 1))
  t.is(await client.closed, 1009)
})

test('another version or type gets an error and the session goes on', async (t) => {
  const { paths } = await runningDaemon(t)
  const client = await rawClient(paths)
  client.send(HELLO)
  await client.next()
  client.send('{"v":2,"id":2,"type":"artifact"}')
  t.like(await client.next(), { type: 'error', id: 2, code: 'unsupported-version' })
  client.send('{"v":1,"id":3,"type":"weather"}')
  t.like(await client.next(), { type: 'error', id: 3, code: 'unknown-type' })
  client.send('{"v":1,"id":4,"type":"artifact"}')
  t.like(await client.next(), { type: 'error', id: 4, code: 'malformed' })
  client.send(STATUS)
  t.like(await client.next(), { type: 'status', id: 5 })
  client.socket.close()
  await client.closed
})

test('a hello of another version is told so', async (t) => {
  const { paths } = await runningDaemon(t)
  const client = await rawClient(paths)
  client.send(HELLO.replace('"v":1', '"v":9'))
  t.like(await client.next(), { type: 'error', id: 1, code: 'unsupported-version' })
  client.socket.terminate()
})

test('more questions at once than are worked on are all answered', async (t) => {
  const { paths } = await runningDaemon(t)
  const client = await rawClient(paths)
  client.send(HELLO)
  await client.next()
  const ids = Array.from({ length: 200 }, (_, at) => at + 10)
  for (const id of ids) client.send(JSON.stringify({ ...artifactMessage(), id }))
  const answered = new Set<unknown>()
  for (const _ of ids) answered.add((await client.next())['id'])
  t.deepEqual(
    [...answered].map(Number).toSorted((a, b) => a - b),
    ids,
  )
  client.socket.terminate()
})

test('a session that breaks off takes nothing with it', async (t) => {
  const { paths, open } = await runningDaemon(t)
  const client = await rawClient(paths)
  client.send(HELLO)
  await client.next()
  client.send(JSON.stringify(artifactMessage()))
  client.socket.terminate()
  await client.closed
  const other = await open()
  t.is((await other.status()).server.pid, process.pid)
  await other.close()
})
