import { addressOfGuard, type GuardRecord, type HomePaths } from '../../src/client/index.ts'
import { PythonError, withoutOurSettings } from '../../src/python/index.ts'
import type { OpenRequest } from '../runs/index.ts'

const NONE = { proxy: '', cert: '', 'cache-dir': '' } as const

/**
 * pip's settings as the person made them: what `trustctl protect` put into configuration or environment would lead back
 * here, and stands in the place of what is upstream.
 */
export function ownSettings<Opening extends Pick<OpenRequest, 'env' | 'config'>>(
  opening: Opening,
  record: GuardRecord | null,
  paths: HomePaths,
): Opening {
  const address = record === null ? null : addressOfGuard(record, paths)
  const ours: ReadonlySet<string> = new Set(address === null ? [] : [address.proxyUrl, address.caBundle])
  const env = Object.fromEntries(Object.entries(opening.env).filter(([, value]) => !ours.has(value)))
  const config = opening.config.map(({ path, text }) => ({ path, text: ownText(text, record) }))
  return { ...opening, env, config }
}

/** What pip can't read it doesn't read; it is left as it is. */
function ownText(text: string, record: GuardRecord | null): string {
  const { settings = NONE, replaced = [] } = record?.pipConf ?? {}
  try {
    const bytes = Buffer.from(text, 'utf8').toString('latin1')
    return Buffer.from(withoutOurSettings(bytes, settings, replaced), 'latin1').toString('utf8')
  } catch (error) {
    if (error instanceof PythonError) return text
    throw error
  }
}
