import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isJsonObject, type JsonValue, parseJson } from '../../encoding/index.ts'
import {
  checkPrivateFile,
  ensurePrivateFolder,
  FilesError,
  isSystemError,
  readFileBounded,
  writeFileAtomically,
} from '../../files/index.ts'
import type { GuardWorld } from '../protect/guard-world.ts'
import { ProtectError } from '../protect/protect-error.ts'

/** What was done to a tool's configuration file. */
export interface ToolRecord {
  readonly path: string
  /** The whole file as it was, base64; null where there was none. */
  readonly before: string | null
  readonly mode: number | null
  /** sha256 of what we wrote. */
  readonly written: string
}

const LIMITS = { maxBytes: 2 * 1024 * 1024, maxDepth: 3 } as const

type Paths = Pick<GuardWorld, 'paths'>

/** Null where nothing is remembered. @throws ProtectError `tool-conf` for what is no record */
export async function readToolRecord(tool: string, { paths }: Paths): Promise<ToolRecord | null> {
  const file = fileOf(tool, paths)
  try {
    await checkPrivateFile(file)
    return parseRecord(parseJson(await readFileBounded(file, LIMITS), LIMITS))
  } catch (cause) {
    if (cause instanceof FilesError && cause.code === 'missing') return null
    throw new ProtectError('tool-conf', {
      message: `\`${file}\` can’t be used: ${cause instanceof Error ? cause.message : 'unreadable'}; it says what was changed for ${tool}`,
      hint: `rm '${file}', then trustctl unprotect ${tool}, which takes our lines out by their marks`,
      cause,
    })
  }
}

/** Remembers it, or with null forgets it. */
export async function writeToolRecord(
  tool: string,
  record: ToolRecord | null,
  { paths }: Paths,
): Promise<void> {
  if (record === null) return rm(fileOf(tool, paths), { force: true })
  await ensurePrivateFolder(paths.guardDir)
  await ensurePrivateFolder(paths.guardedToolsDir)
  await writeFileAtomically(fileOf(tool, paths), `${JSON.stringify({ v: 1, ...record }, null, 2)}\n`, {
    mode: 0o600,
  })
}

/** The tools of which something is remembered. */
export async function rememberedTools({ paths }: Paths): Promise<readonly string[]> {
  const names = await readdir(paths.guardedToolsDir).catch((cause: unknown) => {
    if (isSystemError(cause, 'ENOENT')) return []
    throw cause
  })
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length))
}

const fileOf = (tool: string, paths: GuardWorld['paths']): string =>
  join(paths.guardedToolsDir, `${tool}.json`)

function parseRecord(value: JsonValue): ToolRecord {
  if (!isJsonObject(value) || value['v'] !== 1) throw new TypeError('not an object of version 1')
  const { path, before, mode, written } = value
  if (typeof path !== 'string' || typeof written !== 'string') throw new TypeError('a text was expected')
  return {
    path,
    before: typeof before === 'string' ? before : null,
    mode: typeof mode === 'number' ? mode : null,
    written,
  }
}
