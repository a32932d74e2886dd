import { join } from 'node:path'
import { readFileBounded } from '../../src/files/index.ts'

const MAX_SOURCE_BYTES = 65_536
const BUILT_IN = /^PyPI = PackageIndex\(\s*["'](https:\/\/[^"'\s]+)["']/m

/**
 * The index that a pip asks when none is set, read from pip's own source rather than assumed.
 * @param location pip's package folder
 * @returns the base of its simple pages, or null where this pip does not say it
 */
export async function readBuiltInIndex(location: string): Promise<string | null> {
  const path = join(location, '_internal', 'models', 'index.py')
  const source = await readFileBounded(path, { maxBytes: MAX_SOURCE_BYTES }).catch(() => null)
  const found = source === null ? null : BUILT_IN.exec(Buffer.from(source).toString('utf8'))
  return found?.[1] === undefined ? null : new URL('simple', found[1]).href
}
