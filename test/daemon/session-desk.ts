import type { Desk } from '../../src/daemon/desk.ts'
import type { Log } from '../../src/daemon/index.ts'
import { DEFAULT_SETTINGS } from '../../src/sources/index.ts'
import type { Store } from '../../src/store/index.ts'
import { trustOf } from '../../src/trust/index.ts'

/** Keeps nothing. */
export const LOG: Log = { write: () => {}, setMaxBytes: () => {}, close: () => {} }

function unused(): never {
  throw new Error('not asked in this test')
}

/** A desk of which only its store is asked. */
export function deskOver(store: Store): Desk {
  return {
    server: { version: '0.1.0', pid: 1, startedAt: 1 },
    store,
    log: LOG,
    bypass: { change: unused },
    canaries: { admit: unused, worldOf: (_, world) => world, worldOfPage: (_, world) => world },
    configuration: () => ({
      policy: { kind: 'unusable', file: 'f', words: 'w' },
      about: { name: 'p', version: 1, digest: 'd', files: [], refused: null, layers: [] },
      layers: [],
      refusals: [],
      forbidsBypass: [],
      settingsKnown: true,
      trust: trustOf([], []),
      directories: [],
      settings: DEFAULT_SETTINGS,
      findEvidence: unused,
      notices: [],
    }),
    world: unused,
    reload: unused,
    clock: () => 1,
    sessions: () => 1,
    notices: () => [],
    stop: unused,
  }
}
