import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a folder of installed packages holds of the honest package (alpha) and of the tampered one (beta). */
export interface Held {
  readonly alpha: 'whole' | 'absent' | 'partial'
  /** Names of whatever is there of the tampered one. */
  readonly beta: readonly string[]
}

/** The lines of RECORD (PEP 427): path, digest (none for bytecode and for itself), size. */
async function fitsRecord(folder: string, line: string): Promise<boolean> {
  const [path = '', digest = ''] = line.split(',')
  const file = join(folder, path)
  if (!existsSync(file)) return false
  if (digest === '') return true
  const found = createHash('sha256')
    .update(await readFile(file))
    .digest('base64url')
  return digest === `sha256=${found}`
}

async function alphaIn(folder: string, names: readonly string[]): Promise<Held['alpha']> {
  const own = names.filter((name) => /^(alpha|~)/.test(name))
  if (own.length === 0) return 'absent'
  const record = join(folder, 'alpha-1.0.dist-info/RECORD')
  if (!existsSync(record) || own.some((name) => name.startsWith('~'))) return 'partial'
  const lines = (await readFile(record, 'utf8')).split('\n').filter((line) => line !== '')
  const fits = await Promise.all(lines.map(async (line) => await fitsRecord(folder, line)))
  return lines.length > 3 && fits.every(Boolean) ? 'whole' : 'partial'
}

/** Looks at a folder of installed packages, file by file. */
export async function heldIn(folder: string): Promise<Held> {
  const names = existsSync(folder) ? await readdir(folder) : []
  const bytecode = join(folder, '__pycache__')
  const compiled = existsSync(bytecode) ? await readdir(bytecode) : []
  return {
    alpha: await alphaIn(folder, names),
    beta: [...names, ...compiled].filter((name) => name.startsWith('beta')),
  }
}
