import { type HomePaths, keepStrangers } from '../../src/client/index.ts'
import { type Stranger, userOf } from '../runs/index.ts'
import type { Log } from './log.ts'

/** How often strangers are written down, however many there are: a flood must not cost more than this. */
const PAUSE_MS = 1_000

/** Counts those who ask without the token of an open run, for `trustctl status` and the log. */
export interface StrangerBook {
  note(stranger: Stranger): void
  /** Writes down what was counted since the last time. */
  close(): Promise<void>
}

interface Page {
  firstAt: number
  lastAt: number
  count: number
  users: Set<number>
  what: string
}

/** `clock` in milliseconds. What can't be written costs the notice only: the refusal stands. */
export function strangerBook(
  { paths, clock }: { readonly paths: HomePaths; readonly clock: () => number },
  log: Log,
): StrangerBook {
  let page: Page | null = null
  let timer: NodeJS.Timeout | undefined
  let written = Promise.resolve()
  const write = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (page === null) return
    const { users, ...rest } = page
    const counted = { ...rest, users: [...users] }
    page = null
    log('stranger', { code: 'TC5013', ...counted })
    written = written
      .then(() => keepStrangers(paths.strangersFile, counted))
      .catch((error: unknown) => log('failed', { error }))
  }
  return {
    note({ what, from }) {
      const now = Math.floor(clock() / 1000)
      // Who it is is asked once a second, while the connection is still there.
      const user = page === null && from !== null ? userOf(from) : 'unknown'
      page ??= { firstAt: now, lastAt: now, count: 0, users: new Set(), what }
      page.count += 1
      page.lastAt = now
      page.what = what
      if (typeof user === 'number') page.users.add(user)
      timer ??= setTimeout(write, PAUSE_MS).unref()
    },
    close() {
      write()
      return written
    },
  }
}
