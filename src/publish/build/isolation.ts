import type { BuildWorld } from './build-world.ts'

/**
 * How a build is kept apart. `bubblewrap`: everything but the room is read-only, homes are hidden, no network. `unshare`:
 * the room has its fixed place and there is no network. `folders`: the fixed place alone; the network is open.
 */
export type Isolation = 'bubblewrap' | 'unshare' | 'folders'

/** What an isolation is good for, in a record's words. */
export const ISOLATION_WORDS: Readonly<Record<Isolation, string>> = {
  bubblewrap: 'in namespaces of its own without network, all else read-only (bubblewrap)',
  unshare: 'in namespaces of its own without network (unshare); other folders could be written',
  folders: 'not isolated: this system allows no namespaces; the network was open and only watched',
}

const TIMEOUT_MS = 20_000

export const NAMESPACES = [
  '--user',
  '--map-root-user',
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--ipc',
  '--uts',
]

/** The best that this system allows: tried, not guessed. */
export async function bestIsolation({
  run,
  env,
  cwd,
}: Pick<BuildWorld, 'run' | 'env' | 'cwd'>): Promise<Isolation> {
  const options = { env, cwd, timeoutMs: TIMEOUT_MS }
  const wrapped = await run(
    'bwrap',
    ['--unshare-all', '--ro-bind', '/', '/', '--tmpfs', '/tmp', 'true'],
    options,
  )
  if (wrapped.code === 0) return 'bubblewrap'
  const unshared = await run('unshare', [...NAMESPACES, 'sh', '-c', 'mount -t tmpfs tmpfs /tmp'], options)
  return unshared.code === 0 ? 'unshare' : 'folders'
}
