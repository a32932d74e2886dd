import { basename, dirname } from 'node:path'
import { readFileBounded } from '../../src/files/index.ts'
import { localPath } from './local-path.ts'
import { optionsIn, requirementLines } from './requirement-lines.ts'

/** Files of one run that are read, all that they include among them, and what they may take; the rest is not looked at. */
export const MAX_REQUIREMENT_FILES = 64
export const MAX_REQUIREMENT_DEPTH = 16
export const MAX_REQUIREMENT_BYTES = 16 * 1024 * 1024

/** A requirements, constraints or lock file of the person's. */
export interface RequirementFile {
  readonly kind: 'requirements' | 'pylock'
  readonly text: string
  /** True for a lock file that is not read, for one of the limits or for whatever reason: what it asks for is not known. */
  readonly isUnread?: true
}

/**
 * Reads local requirements, constraints and lock files with all that they include, each once. Texts from elsewhere are
 * left out, and so is what cannot be read: pip says so itself.
 * @param named absolute paths
 */
export async function readRequirementFiles(named: readonly string[]): Promise<readonly RequirementFile[]> {
  const files: RequirementFile[] = []
  const waiting = named.map((path) => ({ path, depth: 0 }))
  const seen = new Set<string>()
  let left = MAX_REQUIREMENT_BYTES
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { path, depth } = next
    if (seen.has(path)) continue
    const isTooMuch = seen.size >= MAX_REQUIREMENT_FILES || depth > MAX_REQUIREMENT_DEPTH
    seen.add(path)
    const bytes = isTooMuch ? null : await readFileBounded(path, { maxBytes: left }).catch(() => null)
    if (bytes === null) {
      if (kindOf(path) === 'pylock') files.push({ kind: 'pylock', text: '', isUnread: true })
      continue
    }
    left -= bytes.byteLength
    const file = { kind: kindOf(path), text: Buffer.from(bytes).toString('utf8') } as const
    files.push(file)
    if (file.kind === 'requirements') {
      const included = includesIn(file.text, dirname(path))
      waiting.push(...included.map((each) => ({ path: each, depth: depth + 1 })))
    }
  }
  return files
}

/** PEP 751: `pylock.toml`, or `pylock.NAME.toml`. */
function kindOf(path: string): RequirementFile['kind'] {
  return /^pylock(?:\.[^.]+)?\.toml$/.test(basename(path)) ? 'pylock' : 'requirements'
}

function includesIn(text: string, folder: string): readonly string[] {
  return optionsIn(requirementLines(text)).flatMap(({ name, value }) => {
    const isInclude = (name === 'requirement' || name === 'constraint') && value !== null && value !== ''
    const path = isInclude ? localPath(value, folder) : null
    return path === null ? [] : [path]
  })
}
