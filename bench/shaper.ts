import { createServer, connect, type Socket } from 'node:net'
import { listenOnLoopback } from '../test/world/index/index.ts'

/** A line between pip and an index, as a user far from it has one. */
export interface Shape {
  /** Round trip, milliseconds. */
  readonly roundTripMs: number
  /** Bits a second, each way, of all connections together. */
  readonly bitsPerSecond: number
}

export interface Shaper {
  readonly port: number
  readonly close: () => Promise<void>
}

/** A sender stops reading when so much is under way: memory stays bounded. */
const MAX_UNDER_WAY_BYTES = 4 * 1024 * 1024

/** One direction of the line: what enters leaves after its turn on the wire and the way's delay. */
interface Lane {
  readonly send: (from: Socket, to: Socket) => void
}

function later(at: number, act: () => void): void {
  setTimeout(act, Math.max(0, at - performance.now()))
}

function createLane({ roundTripMs, bitsPerSecond }: Shape): Lane {
  let wireFreeAt = 0
  let underWay = 0
  const releaseAt = (bytes: number): number => {
    wireFreeAt = Math.max(performance.now(), wireFreeAt) + (bytes * 8000) / bitsPerSecond
    return wireFreeAt + roundTripMs / 2
  }
  const send = (from: Socket, to: Socket): void => {
    from.on('data', (chunk: Buffer) => {
      underWay += chunk.length
      if (underWay > MAX_UNDER_WAY_BYTES) from.pause()
      later(releaseAt(chunk.length), () => {
        underWay -= chunk.length
        from.resume()
        if (!to.destroyed) to.write(chunk)
      })
    })
    from.once('end', () => later(releaseAt(0), () => to.end()))
    from.on('error', () => to.destroy())
    from.once('close', () => later(releaseAt(0), () => to.destroySoon()))
  }
  return { send }
}

/** Starts a line to a port of loopback, in user space (no rights of the kernel's are needed). The caller closes it. */
export async function startShaper(targetPort: number, shape: Shape): Promise<Shaper> {
  const [up, down] = [createLane(shape), createLane(shape)]
  const server = createServer((client) => {
    const target = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
    client.setNoDelay(true)
    client.pause()
    // the TCP handshake itself costs a round trip that loopback doesn't have
    setTimeout(() => {
      up.send(client, target)
      down.send(target, client)
      client.resume()
    }, shape.roundTripMs)
  })
  return await listenOnLoopback(server)
}
