import { connect, createServer, type Socket } from 'node:net'
import { listenOnLoopback } from './loopback.ts'

export interface SocksProxyOptions {
  /** Asked of clients of version 5. */
  readonly login?: { readonly user: string; readonly password: string }
}

/** A SOCKS proxy on loopback that speaks 4, 4a and 5. */
export interface SocksProxyServer {
  readonly port: number
  /** `5 localhost:1234`: version and destination as the client named it. */
  readonly requests: () => readonly string[]
  readonly close: () => Promise<void>
}

/** Reads exactly so many bytes of a paused socket. */
async function take(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes: Buffer | null = socket.read(count)
    if (bytes !== null) return bytes
    await new Promise((resolve) => void socket.once('readable', resolve))
  }
}

async function takeText(socket: Socket): Promise<string> {
  let text = ''
  for (let byte = await take(socket, 1); byte[0] !== 0; byte = await take(socket, 1))
    text += byte.toString('latin1')
  return text
}

interface Destination {
  readonly host: string
  readonly port: number
}

async function greet4(socket: Socket): Promise<Destination> {
  const head = await take(socket, 7)
  await takeText(socket)
  const isName = head.readUInt32BE(3) < 256
  const host = isName ? await takeText(socket) : [...head.subarray(3)].join('.')
  return { host, port: head.readUInt16BE(1) }
}

async function greet5(socket: Socket, login: SocksProxyOptions['login']): Promise<Destination | null> {
  await take(socket, (await take(socket, 1)).readUInt8())
  socket.write(Buffer.from([5, login === undefined ? 0 : 2]))
  if (login !== undefined) {
    await take(socket, 1)
    const user = await take(socket, (await take(socket, 1)).readUInt8())
    const password = await take(socket, (await take(socket, 1)).readUInt8())
    const isRight = user.toString() === login.user && password.toString() === login.password
    socket.write(Buffer.from([1, isRight ? 0 : 1]))
    if (!isRight) return null
  }
  const kind = (await take(socket, 4)).readUInt8(3)
  const length = kind === 1 ? 4 : kind === 4 ? 16 : (await take(socket, 1)).readUInt8()
  const bytes = await take(socket, length)
  const host = kind === 3 ? bytes.toString() : kind === 1 ? [...bytes].join('.') : '::1'
  return { host, port: (await take(socket, 2)).readUInt16BE() }
}

/** Starts the proxy. The caller closes it. */
export async function startSocksProxy({ login }: SocksProxyOptions = {}): Promise<SocksProxyServer> {
  const requests: string[] = []
  const serve = async (socket: Socket): Promise<void> => {
    const version = (await take(socket, 1)).readUInt8()
    const wanted = version === 4 ? await greet4(socket) : await greet5(socket, login)
    if (wanted === null) return void socket.end()
    requests.push(`${version} ${wanted.host}:${wanted.port}`)
    const target = connect(wanted.port, wanted.host, () => {
      socket.write(
        version === 4 ? Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]) : Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
      )
      socket.pipe(target)
      target.pipe(socket)
    })
    for (const [one, other] of [
      [socket, target],
      [target, socket],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
  }
  const { port, close } = await listenOnLoopback(createServer((socket) => void serve(socket)))
  return { port, requests: () => requests, close }
}
