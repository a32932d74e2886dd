import type { ExecutionContext } from 'ava'
import { sha256Of } from '../../src/encoding/index.ts'
import type { Fetch, RefreshOutcome, TrustRootView } from '../../src/sources/index.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { createTufWorld, fetchFrom, type TufWorld } from '../world/tuf/index.ts'
import { scratchSources, type Scratch } from './scratch.ts'

export const NOW = 1_790_000_000
export const DAY = 86_400
export const REPOSITORY = 'https://tuf.example/repository'

/** Trusted roots that the strict parser takes; every world has other keys. */
export const [FIRST, SECOND] = await Promise.all(
  [0, 1].map(async () => (await createSigstoreWorld()).trustedRoot),
)

/** A home that trusts the private instance `acme`, and the repository that keeps it. */
export interface TufHome extends Scratch {
  readonly world: TufWorld
  /** What the repository was asked for since the last refresh began. */
  readonly asked: string[]
  refresh(how?: { readonly now?: number; readonly from?: string }): Promise<RefreshOutcome>
  view(): Promise<TrustRootView>
}

export async function tufHome(
  t: ExecutionContext,
  {
    fetch,
    ...how
  }: { readonly fetch?: Fetch; readonly consistent?: boolean; readonly hashed?: boolean } = {},
): Promise<TufHome> {
  const world = createTufWorld({ trustedRoot: known(FIRST), now: NOW, ...how })
  const asked: string[] = []
  const scratch = await scratchSources(t, fetch ?? fetchFrom(REPOSITORY, world.files, asked))
  await scratch.sources.addRoot('acme', { kind: 'tuf', repository: REPOSITORY, root: world.firstRoot })
  return {
    ...scratch,
    world,
    asked,
    refresh: async ({ now = NOW, from = null } = {}) => {
      asked.length = 0
      return await scratch.sources.refreshRoot('acme', { now, from, signal: new AbortController().signal })
    },
    view: async () => {
      const { roots } = await scratch.sources.loadTrust()
      return known(roots.find(({ name }) => name === 'acme'))
    },
  }
}

/** What the test knows to be there. */
export function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('it is not there')
  return value
}

/** The update must be refused with this code, and what is in force be the first trusted root as before. */
export async function refuses(
  t: ExecutionContext,
  home: TufHome,
  code: Extract<RefreshOutcome, { outcome: 'refused' }>['code'],
  how: { readonly now?: number; readonly from?: string } = {},
): Promise<void> {
  const before = await home.view()
  const outcome = await home.refresh(how)
  t.like(outcome, { outcome: 'refused', code })
  const after = await home.view()
  t.is(after.digest, before.digest)
  t.is(after.targetsVersion, before.targetsVersion)
  t.is(after.refreshedAt, before.refreshedAt)
  t.is(after.failed?.code, code)
  t.is(
    (await home.sources.loadTrust()).trust.sigstore.find(({ name }) => name === 'acme')?.digest ?? null,
    before.digest,
  )
}

export const FIRST_DIGEST = sha256Of(known(FIRST))
export const SECOND_DIGEST = sha256Of(known(SECOND))
