import { basename, dirname, resolve } from 'node:path'
import { parseSha256, type Sha256 } from '../../src/encoding/index.ts'
import { readFileBounded } from '../../src/files/index.ts'

/** A kind of file in which a person pins digests. */
export type PinFile = 'requirements' | 'pylock'

/** Digests that the person's own files pin, and where. */
export type Pins = ReadonlyMap<Sha256, ReadonlySet<PinFile>>

/** Files that one run's pins are read from, all that they include among them; what comes after pins nothing. */
export const MAX_PIN_FILES = 64
const MAX_PIN_BYTES = 8 * 1024 * 1024

/**
 * Reads the digests that local requirements, constraints and lock files pin (`--hash=sha256:…`, `#sha256=…`, PEP 751), with
 * the files that they include. Texts from elsewhere pin nothing for the person; what can't be read pins nothing either.
 */
export async function readPins(files: readonly string[]): Promise<Pins> {
  const pins = new Map<Sha256, Set<PinFile>>()
  const seen = new Set<string>()
  const waiting = [...files]
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (seen.has(file) || seen.size >= MAX_PIN_FILES) continue
    seen.add(file)
    const text = await readText(file)
    if (text === null) continue
    const { kind, digests, includes } = isLockFile(file)
      ? await lockPins(text)
      : requirementPins(text, dirname(file))
    waiting.push(...includes)
    for (const digest of digests) pins.set(digest, (pins.get(digest) ?? new Set<PinFile>()).add(kind))
  }
  return pins
}

interface FilePins {
  readonly kind: PinFile
  readonly digests: readonly Sha256[]
  readonly includes: readonly string[]
}

async function readText(file: string): Promise<string | null> {
  const bytes = await readFileBounded(file, { maxBytes: MAX_PIN_BYTES }).catch(() => null)
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}

/** PEP 751: `pylock.toml`, or `pylock.NAME.toml`. */
function isLockFile(file: string): boolean {
  return /^pylock(?:\.[^.]+)?\.toml$/.test(basename(file))
}

function requirementPins(text: string, folder: string): FilePins {
  const lines = text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)
  const live = lines.map((line) => line.replace(/(?:^|\s)#.*$/, ''))
  return {
    kind: 'requirements',
    digests: live.flatMap(hashesIn),
    includes: live.flatMap((line) => includeIn(line, folder)),
  }
}

function hashesIn(line: string): readonly Sha256[] {
  return [...line.matchAll(/(?:--hash[=\s]\s*sha256:|#(?:[^\s#]*&)?sha256=)([0-9a-f]{64})\b/gi)].flatMap(
    ([, digest]) => {
      const parsed = parseSha256((digest ?? '').toLowerCase())
      return parsed === null ? [] : [parsed]
    },
  )
}

function includeIn(line: string, folder: string): readonly string[] {
  const named = /^\s*(?:-[rc]\s*|--(?:requirement|constraint)[=\s]\s*)(\S+)\s*$/.exec(line)?.[1]
  return named === undefined || /^[a-z][a-z\d+.-]+:/i.test(named) ? [] : [resolve(folder, named)]
}

async function lockPins(text: string): Promise<FilePins> {
  return { kind: 'pylock', digests: await lockDigests(text), includes: [] }
}

/** The reader is loaded only where there is something to read: most runs have no lock file. */
async function lockDigests(text: string): Promise<readonly Sha256[]> {
  const { parse } = await import('smol-toml')
  try {
    return packagesIn(parse(text)).flatMap(digestsOf)
  } catch (error) {
    if (error instanceof Error) return []
    throw error
  }
}

type Table = Readonly<Record<string, unknown>>

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tablesIn(value: unknown): readonly Table[] {
  return (Array.isArray(value) ? value : [value]).filter(isTable)
}

function packagesIn(lock: Table): readonly Table[] {
  return tablesIn(lock['packages'])
}

function digestsOf(entry: Table): readonly Sha256[] {
  const files = [entry['wheels'], entry['sdist'], entry['archive']].flatMap(tablesIn)
  return files.flatMap(({ hashes }) => {
    const digest =
      isTable(hashes) && typeof hashes['sha256'] === 'string' ? parseSha256(hashes['sha256']) : null
    return digest === null ? [] : [digest]
  })
}
