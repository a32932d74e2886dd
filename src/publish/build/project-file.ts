import { parse } from 'smol-toml'
import { BuildError } from './build-error.ts'

/** How a project is built (PEP 517, PEP 518). */
export interface BuildSystem {
  readonly requires: readonly string[]
  readonly backend: string
  /** Folders in the project that the back-end itself is in. */
  readonly backendPath: readonly string[]
}

/** What PEP 517 has for projects that say nothing. */
const LEGACY: BuildSystem = {
  requires: ['setuptools >= 40.8.0'],
  backend: 'setuptools.build_meta:__legacy__',
  backendPath: [],
}
export const MAX_PROJECT_BYTES = 1024 * 1024
const MAX_REQUIREMENTS = 200

/** Reads `[build-system]` of a pyproject.toml; null for a project without the file. Throws `BuildError` `project`. */
export function parseBuildSystem(text: string | null): BuildSystem {
  if (text === null) return LEGACY
  if (Buffer.byteLength(text) > MAX_PROJECT_BYTES)
    throw unusable(`at most ${MAX_PROJECT_BYTES} bytes`, 'a larger file')
  const table = tableOf(readToml(text)['build-system'])
  if (table === null) return LEGACY
  const requires = stringsOf(table['requires'])
  const backendPath = stringsOf(table['backend-path'] ?? [])
  const backend = table['build-backend'] ?? LEGACY.backend
  if (requires === null) throw unusable('`requires` in `[build-system]`, a list of strings', 'none')
  if (backendPath === null || backendPath.some(leadsOut))
    throw unusable('folders of the project in `backend-path`', 'something else')
  if (typeof backend !== 'string' || !/^[\w.]+(?::[\w.]+)?$/.test(backend))
    throw unusable('the name of a module as `build-backend`', JSON.stringify(backend))
  return { requires, backend, backendPath }
}

/** A table of TOML, or null. */
export function tableOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
}

/** A list of strings, or null. */
export function stringsOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value) || value.length > MAX_REQUIREMENTS) return null
  const strings = value.filter((each) => typeof each === 'string')
  return strings.length === value.length ? strings : null
}

function readToml(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text)
  } catch (cause) {
    throw new BuildError('project', {
      message: `\`pyproject.toml\` is no TOML: ${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'unknown'}`,
      cause,
    })
  }
}

function leadsOut(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..')
}

function unusable(expected: string, found: string): BuildError {
  return new BuildError('project', { message: `\`pyproject.toml\`: expected ${expected} and found ${found}` })
}
