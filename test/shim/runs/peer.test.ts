import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import test from 'ava'
import { isWelcome, userOf } from '../../../shim/runs/index.ts'
import { listenOnLoopback } from '../../world/index/index.ts'

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const ZEROS = '00000000:00000000 00:00000000 00000000 '
const V4 = `${HEAD}   0: 0100007F:C001 0100007F:1F90 01 ${ZEROS} 1001        0 1 1
   1: 0100007F:1F90 0100007F:C001 01 ${ZEROS} 1000        0 2 1
   2: 0100007F:C004 0100007F:1F90 06 ${ZEROS}    0        0 0 3
   3: 0100007F:C005 0100007F:1F90 05 ${ZEROS}    0        0 0 3
`
const V6 = `${HEAD}   0: 0000000000000000FFFF00000100007F:C002 0000000000000000FFFF00000100007F:1F90 01 ${ZEROS} 1002 0 1 1\n`
const tables = (path: string): string => (path.endsWith('6') ? V6 : V4)
const user = (port: number, ourPort: number) => userOf({ port, ourPort }, tables)

test('the user of the other end is read from the kernel’s tables, not that of our own end', (t) => {
  t.is(user(0xc001, 8080), 1001)
  t.is(user(0xc002, 8080), 1002)
  t.is(user(0xc003, 8080), 'unknown')
  t.is(user(0xc001, 8081), 'unknown')
  const none = (): string => {
    throw new Error('no such file')
  }
  t.is(userOf({ port: 1, ourPort: 2 }, none), 'untold')
})

test('what is closed has nobody’s number in the tables, and is not root’s', (t) => {
  t.is(user(0xc004, 8080), 'unknown')
  t.is(user(0xc005, 8080), 'unknown')
})

test('a real connection of this process is its user’s', async (t) => {
  const server = createServer()
  const { port, close } = await listenOnLoopback(server)
  const accepted = once(server, 'connection')
  const client = connect(port, '127.0.0.1')
  const [socket] = await accepted
  const found = userOf({ port: socket.remotePort, ourPort: port })
  t.true(found === 'untold' || found === process.getuid?.())
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
