import { isIPv4 } from 'node:net'

/** The 4 or 16 bytes of an IP address that node:net has accepted. */
export function addressBytes(address: string): Buffer {
  return isIPv4(address) ? Buffer.from(address.split('.').map(Number)) : sixteenBytes(address)
}

function sixteenBytes(address: string): Buffer {
  const [left = '', right] = withoutDottedTail(address.replace(/%.*$/, '')).split('::')
  const head = groups(left)
  const tail = groups(right ?? '')
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => 0)
  const bytes = Buffer.alloc(16)
  for (const [index, group] of [...head, ...zeros, ...tail].entries()) bytes.writeUInt16BE(group, index * 2)
  return bytes
}

const groups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))

/** `::ffff:192.0.2.1` → `::ffff:c000:201` */
function withoutDottedTail(address: string): string {
  return address.replace(/[\d.]+$/, (tail) => {
    if (!isIPv4(tail)) return tail
    const four = Buffer.from(tail.split('.').map(Number))
    return `${four.readUInt16BE(0).toString(16)}:${four.readUInt16BE(2).toString(16)}`
  })
}
