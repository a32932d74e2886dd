import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Fetch } from '../../../src/sources/index.ts'

/** A `fetch` that has these files below an address, as they are when it is asked. Tells `asked` each path. */
export function fetchFrom(
  address: string,
  files: ReadonlyMap<string, Uint8Array>,
  asked: string[] = [],
): Fetch {
  return (url) => {
    const path = url.startsWith(`${address}/`) ? url.slice(address.length + 1) : ''
    asked.push(path)
    const bytes = files.get(path)
    return Promise.resolve(
      bytes === undefined ? new Response(null, { status: 404 }) : new Response(Buffer.from(bytes)),
    )
  }
}

/** Writes the files below a folder. */
export async function writeTree(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
}
