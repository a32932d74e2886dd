import { existsSync, openSync, readFileSync, writeSync } from 'node:fs'

const HEAD_BYTES = 4

/** Where a process leaves the input that it is about to try, for whoever has to end it. */
export function inputFile(path: string): (input: Uint8Array) => void {
  const file = openSync(path, 'w')
  const head = Buffer.alloc(HEAD_BYTES)
  return (input) => {
    head.writeUInt32LE(input.length)
    writeSync(file, head, 0, HEAD_BYTES, 0)
    writeSync(file, input, 0, input.length, HEAD_BYTES)
  }
}

/** The input that the process was at when it ended. */
export function readInputFile(path: string): Uint8Array {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.of()
  return bytes.length < HEAD_BYTES
    ? new Uint8Array()
    : bytes.subarray(HEAD_BYTES, HEAD_BYTES + bytes.readUInt32LE())
}
