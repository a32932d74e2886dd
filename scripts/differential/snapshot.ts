import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Hex } from '../../test/world/index/index.ts'

/** What lies where: the text of small text files, digests of others. */
export type Snapshot = ReadonlyMap<string, string>

const MAX_TEXT_BYTES = 256 * 1024

/** Members of a zip with their checksums (APPNOTE 4.3.12): two builds of one source differ in their times alone. */
function zipMembers(bytes: Buffer): string {
  const members: string[] = []
  for (
    let at = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    at >= 0;
    at = bytes.indexOf('PK\x01\x02', at + 46, 'latin1')
  ) {
    const name = bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)).toString()
    members.push(`${name} ${bytes.readUInt32LE(at + 16).toString(16)}`)
  }
  return members.join('\n')
}

async function contentOf(path: string): Promise<string> {
  const state = await lstat(path)
  if (state.isSymbolicLink()) return `link to ${await readlink(path)}`
  if (!state.isFile()) return 'neither file nor folder'
  const mode = (state.mode & 0o777).toString(8)
  // Whether bytecode is there is pip's; what is in it has the times of its source.
  if (path.endsWith('.pyc')) return mode
  const bytes = await readFile(path)
  if (bytes.length > MAX_TEXT_BYTES || bytes.includes(0)) {
    return `${mode} ${bytes.subarray(0, 2).toString() === 'PK' ? zipMembers(bytes) : sha256Hex(bytes)}`
  }
  return `${mode} ${bytes.toString()}`
}

async function walk(folder: string, shown: string, into: Map<string, string>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const [path, name] = [join(folder, entry.name), `${shown}/${entry.name}`]
    if (entry.isDirectory()) {
      // pip itself is the same in all templates, and large; its cache holds when each answer came.
      if (path.endsWith('/site-packages/pip') || ['.git', '.cache'].includes(entry.name)) continue
      into.set(`${name}/`, 'folder')
      await walk(path, name, into)
    } else into.set(name, await contentOf(path))
  }
}

/** What a run left in the environment, in HOME, in the current folder and in the folder of temporary files. */
export async function snapshot({
  venv,
  home,
  work,
  tmp,
}: Readonly<Record<'venv' | 'home' | 'work' | 'tmp', string>>): Promise<Snapshot> {
  const found = new Map<string, string>()
  for (const [name, folder] of Object.entries({ VENV: venv, HOME: home, WORK: work, TMP: tmp })) {
    await walk(folder, name, found)
  }
  return found
}
