import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { listenOnLoopback } from '../../test/world/index/index.ts'

/** What becomes of the wire once so many bytes came from the index: `stall` lets nothing through, `noise` changes bytes. */
export type WireFault = 'reset' | 'cut' | 'stall' | 'noise' | 'drip'

/** The wire between the interceptor and the index: TCP relayed byte by byte. */
export interface Wire {
  readonly port: number
  /** Fails from the byte on; each connection of its own where `each` is set, else the first one to get there and all after it. */
  readonly breakAt: (fault: WireFault, bytes: number) => void
  /** Cuts all connections and takes no new ones. */
  readonly hangUp: () => void
  readonly heal: () => void
  readonly close: () => Promise<void>
}

const DRIP = { bytes: 1500, pauseMs: 20 } as const

/** Every eighth byte turned over: what is under TLS no longer verifies. */
function noisy(chunk: Buffer): Buffer {
  return Buffer.from(chunk.map((byte, at) => (at % 8 === 0 ? byte ^ 0xff : byte)))
}

async function drip(chunk: Buffer, client: Socket): Promise<void> {
  for (let at = 0; at < chunk.length && !client.destroyed; at += DRIP.bytes) {
    client.write(chunk.subarray(at, at + DRIP.bytes))
    await pause(DRIP.pauseMs)
  }
}

/** Starts a wire to a port of this machine. The caller closes it. */
export async function startWire(target: number): Promise<Wire> {
  let broken: { readonly fault: WireFault; readonly at: number } | null = null
  let isDown = false
  let passed = 0
  const open = new Set<Socket>()

  const deliver = async (chunk: Buffer, client: Socket, server: Socket): Promise<void> => {
    passed += chunk.length
    if (broken === null || passed < broken.at) return void client.write(chunk)
    const { fault } = broken
    const before = chunk.subarray(0, Math.max(0, broken.at - (passed - chunk.length)))
    client.write(before)
    const rest = chunk.subarray(before.length)
    if (fault === 'noise') client.write(noisy(rest))
    else if (fault === 'drip') await drip(rest, client)
    else if (fault === 'cut') client.end()
    else if (fault === 'reset') {
      client.resetAndDestroy()
      server.destroy()
    }
  }

  const relay = createServer((client) => {
    if (isDown) return void client.destroy()
    const server = connect(target, '127.0.0.1')
    for (const socket of [client, server]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.once('close', () => open.delete(socket))
    }
    client.pipe(server)
    let queue = Promise.resolve()
    server.on('data', (chunk: Buffer) => {
      queue = queue.then(async () => await deliver(chunk, client, server))
    })
    server.once('end', () => void queue.then(() => client.end()))
    client.once('close', () => server.destroy())
  })
  const { port, close } = await listenOnLoopback(relay)
  const hangUp = (): void => {
    isDown = true
    for (const socket of open) socket.destroy()
  }
  return {
    port,
    breakAt: (fault, at) => {
      broken = { fault, at }
      passed = 0
    },
    hangUp,
    heal: () => {
      broken = null
      hangUp()
      isDown = false
    },
    close,
  }
}
