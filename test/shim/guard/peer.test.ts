import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import test from 'ava'
import { listenOnLoopback } from '../../world/index/index.ts'
import { isWelcome, peerOf } from '../../../shim/guard/peer.ts'

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const V4 = `${HEAD}   0: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 1 1\n   1: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 2 1\n`
const V6 = `${HEAD}   0: 0000000000000000FFFF00000100007F:C002 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1002 0 1 1\n`
const tables = async (path: string): Promise<string> => (path.endsWith('6') ? V6 : V4)

test('the user of the other end is read from the kernel’s tables, not that of our own end', async (t) => {
  t.is(await peerOf(0xc001, 8080, tables), 1001)
  t.is(await peerOf(0xc002, 8080, tables), 1002)
  t.is(await peerOf(0xc003, 8080, tables), 'unknown')
  t.is(await peerOf(0xc001, 8081, tables), 'unknown')
  t.is(await peerOf(1, 2, () => Promise.reject(new Error('no such file'))), 'untold')
})

test('a real connection of this process is its user’s', async (t) => {
  const server = createServer()
  const { port, close } = await listenOnLoopback(server)
  const accepted = once(server, 'connection')
  const client = connect(port, '127.0.0.1')
  const [socket] = await accepted
  const peer = await peerOf(socket.remotePort, port)
  t.true(peer === 'untold' || peer === process.getuid?.())
  client.destroy()
  await close()
})

test('the same user and root are welcome; others, and who can’t be found, are not', (t) => {
  t.true(isWelcome(1000, 1000))
  t.true(isWelcome(0, 1000))
  t.true(isWelcome('untold', 1000))
  t.false(isWelcome(1001, 1000))
  t.false(isWelcome('unknown', 1000))
})
