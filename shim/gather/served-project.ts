import { parseProjectName, type ProjectName } from '../../src/python/index.ts'
import type { ServedPage } from '../runs/index.ts'

/** The project that an index's page is about: as a JSON page says, else as its address says (PEP 503). */
export function projectOfServed({ channel, url, page }: ServedPage): ProjectName | undefined {
  if (channel !== 'index') return undefined
  const segment = url.pathname.split('/').findLast((part) => part !== '') ?? ''
  return page.project ?? parseProjectName(segment) ?? undefined
}
