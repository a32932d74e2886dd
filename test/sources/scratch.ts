import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { homePaths, type HomePaths } from '../../src/client/index.ts'
import { openSources, type Fetch, type Sources } from '../../src/sources/index.ts'

export const LIB = join(import.meta.dirname, '../..')

export interface Scratch {
  readonly paths: HomePaths
  readonly sources: Sources
}

/** Sources over a scratch home; `fetch` must not be called unless the test hands one in. */
export async function scratchSources(t: ExecutionContext, fetch: Fetch = refuseToFetch): Promise<Scratch> {
  const home = await mkdtemp(join(tmpdir(), 'pt-'))
  t.teardown(() => rm(home, { recursive: true, force: true }))
  const paths = homePaths({ PIP_TRUST_HOME: home })
  return { paths, sources: openSources({ ...paths, lib: LIB }, { fetch, monotonicMs: () => 0 }) }
}

function refuseToFetch(url: string): Promise<Response> {
  return Promise.reject(new Error(`nobody should be asked for ${url}`))
}
