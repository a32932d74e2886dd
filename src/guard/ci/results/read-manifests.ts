import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FilesError, isSystemError, readFileBounded } from '../../../files/index.ts'
import type { Manifest } from './manifest-places.ts'

export const MANIFEST_LIMITS = { maxFiles: 50, maxBytes: 1024 * 1024 } as const

const NAMES =
  /^(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt|pyproject\.toml|pylock[\w.-]*\.toml|setup\.cfg|Pipfile)$/

/** The files at the top of a checkout, and in its `requirements` folder, that say what is to be installed. */
export async function readManifests(checkout: string): Promise<readonly Manifest[]> {
  const own = (await namesIn(checkout)).filter((name) => NAMES.test(name))
  const below = (await namesIn(join(checkout, 'requirements'))).filter((name) => /\.(?:txt|in)$/.test(name))
  const paths = [...own, ...below.map((name) => join('requirements', name))].slice(
    0,
    MANIFEST_LIMITS.maxFiles,
  )
  const read = await Promise.all(paths.map((path) => readManifest(checkout, path)))
  return read.flat()
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].some((code) => isSystemError(error, code))) return []
    throw error
  }
}

async function readManifest(checkout: string, path: string): Promise<readonly Manifest[]> {
  try {
    const bytes = await readFileBounded(join(checkout, path), MANIFEST_LIMITS)
    return [{ path, text: Buffer.from(bytes).toString('utf8') }]
  } catch (error) {
    // A report without the line is still a report.
    if (error instanceof FilesError || isSystemError(error, 'EACCES')) return []
    throw error
  }
}
