import { ReproduceError } from '../reproduce-error.ts'
import type { PipRoad } from './pip-road.ts'

const MAX_INDEXES = 20

/**
 * The indexes that pip is set up to use, in its order, without a slash at the end. Throws `ReproduceError` `index` where pip is
 * told to ask none, or one that isn't on the web.
 */
export async function pipIndexes({ indexes }: Pick<PipRoad, 'indexes'>): Promise<readonly string[]> {
  const found = await indexes()
  if (found.length > 0) return found.slice(0, MAX_INDEXES).map(checked)
  throw new ReproduceError('index', {
    message: 'pip is set up to ask no index (`no-index`)',
    hint: 'name files: trustctl reproduce WHEEL --source SDIST --as-of TIME',
  })
}

function checked(url: string): string {
  const parsed = URL.parse(url)
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return url.replace(/\/+$/, '')
  throw new ReproduceError('index', {
    message: `expected the address of an index and found \`${url.slice(0, 200)}\``,
    hint: 'name files: trustctl reproduce WHEEL --source SDIST --as-of TIME',
  })
}
