import { createHash } from 'node:crypto'
import { lstatSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { ClientError } from './client-error.ts'

/** Every place on disk that the parts share. Folders first, then the files in them; all absolute. */
export interface HomePaths {
  /** What `PIP_TRUST_HOME` named, absolute; null where the XDG folders are used. */
  readonly home: string | null
  readonly config: string
  readonly state: string
  readonly cache: string
  /** Sockets and locks: 0700, paths short enough for `sun_path`. */
  readonly run: string

  readonly policyFile: string
  /** The team's policy, as it was put there by whoever sets up this user's machine. */
  readonly teamPolicyFile: string
  /** Policies of the whole machine; each that is there holds. */
  readonly machinePolicyFiles: readonly string[]
  readonly settingsFile: string
  readonly keysDir: string
  /** Sigstore instances besides the public-good one: `<name>/trusted_root.json`. */
  readonly trustRootsDir: string
  /** What refreshes of trust roots brought: `<name>.json`. */
  readonly trustStateDir: string
  /** Key directories that are followed: `<name>/directory.json`, `<name>/root.json`. */
  readonly directoriesDir: string
  /** What was heard of them: `<name>.json`. */
  readonly directoryStateDir: string
  /** Every revocation that was ever heard; none is forgotten. */
  readonly revocationsFile: string
  readonly storeFile: string
  /** The last policies that loaded, by layer, with the digests they had: `<folder>/user.json`. */
  readonly lastPoliciesDir: string
  /** Requests for exceptions, until somebody approves them. */
  readonly exceptionsDir: string
  readonly daemonSocket: string
  readonly daemonLock: string
  readonly daemonLog: string
  readonly shimSocket: string
  readonly shimLock: string
  readonly shimLog: string
  /** What the interceptor refused by itself in the last run that had such. */
  readonly refusalsFile: string
  /** Who asked the interceptor without the token of a run. */
  readonly strangersFile: string
  readonly caDir: string
  readonly pipCache: string
  /** What `trustctl protect` keeps (0700): the standing run for pips without a shim, and what it changed where. */
  readonly guardDir: string
  readonly guardFile: string
  /** The certificate of the installation's own authority, for pips and others that are pointed at the guard. */
  readonly guardCa: string
  /** The Pythons that have the witness in a `.pth`. */
  readonly guardedPythonsFile: string
  /** What was changed for uv and others that fetch without pip: `<tool>.json`. */
  readonly guardedToolsDir: string
  /** Their fronts, for PATH. */
  readonly guardedToolsBin: string
  /** The guard's authority beside all others, for programs that inherit a tool's variables. */
  readonly guardedToolsCa: string
  /** What they fetched by the guard: `<folder>/uv`. */
  readonly guardedToolsCache: string
}

/** What the machine says of its user. Handed in by tests. */
export interface HostUser {
  readonly uid: number
  /** Where the machine's administrators configure it: `/etc/pip-trust`. */
  readonly machineConfig: string
  /** Home folder of the passwd entry, for when `HOME` is absent. */
  home(): string
  /** True for root, where a path, or what of it is there, belongs to somebody else (`sudo` that keeps `HOME`). */
  isOfAnother(path: string): boolean
  /** True for a folder (not a link) of this user that nobody else may enter. */
  ownsFolder(path: string): boolean
}

/** Longest socket path, in bytes: `sun_path` has 104 on some systems and daemons bind beside the name first. */
const MAX_SOCKET_BYTES = 100

/**
 * Where everything lies: below `PIP_TRUST_HOME`, else in the XDG base folders (relative values are ignored, as the
 * XDG specification says). Sockets go to `$XDG_RUNTIME_DIR/pip-trust` where that is a private folder of the user, else
 * to `run` in the state folder; where their paths would be too long, to `/tmp/pip-trust-<uid>-<hash>`, the hash being the
 * first 16 hex digits of the sha256 of the folder that was too long. Root in the home of somebody else uses its own: nothing
 * of root's is left in a user's folders, and no user's settings hold for root. Nothing is created.
 */
export function homePaths(env: NodeJS.ProcessEnv, user: HostUser = currentUser()): HomePaths {
  const folders = foldersOf(env, user)
  const { config, state, cache } = folders
  const run = shortEnough(folders.run, user.uid)
  return {
    home: folders.home,
    config,
    state,
    cache,
    run,
    policyFile: join(config, 'policy.yaml'),
    teamPolicyFile: join(config, 'team-policy.yaml'),
    // What a home names beside the machine's own can only tighten it.
    machinePolicyFiles: [
      join(user.machineConfig, 'policy.yaml'),
      ...(folders.home === null ? [] : [join(folders.home, 'machine', 'policy.yaml')]),
    ],
    settingsFile: join(config, 'settings.json'),
    keysDir: join(config, 'keys'),
    trustRootsDir: join(config, 'trust-roots'),
    trustStateDir: join(state, 'trust-roots'),
    directoriesDir: join(config, 'directories'),
    directoryStateDir: join(state, 'directories'),
    revocationsFile: join(state, 'revocations.json'),
    storeFile: join(state, 'store.sqlite'),
    lastPoliciesDir: join(state, 'last-policies'),
    exceptionsDir: join(state, 'exceptions'),
    daemonSocket: join(run, 'trustd.sock'),
    daemonLock: join(run, 'trustd.lock'),
    daemonLog: join(state, 'trustd.log'),
    shimSocket: join(run, 'shim.sock'),
    shimLock: join(run, 'shim.lock'),
    shimLog: join(state, 'shim.log'),
    refusalsFile: join(state, 'refusals.last.json'),
    strangersFile: join(state, 'strangers.json'),
    caDir: join(state, 'ca'),
    pipCache: join(cache, 'pip'),
    guardDir: join(state, 'guard'),
    guardFile: join(state, 'guard', 'guard.json'),
    guardCa: join(state, 'guard', 'authority.pem'),
    guardedPythonsFile: join(state, 'guard', 'pythons.json'),
    guardedToolsDir: join(state, 'guard', 'tools'),
    guardedToolsBin: join(state, 'guard', 'bin'),
    guardedToolsCa: join(state, 'guard', 'tools', 'authorities.pem'),
    guardedToolsCache: join(cache, 'tools'),
  }
}

interface Folders {
  readonly home: string | null
  readonly config: string
  readonly state: string
  readonly cache: string
  readonly run: string
}

function foldersOf(env: NodeJS.ProcessEnv, user: HostUser): Folders {
  const named = env['PIP_TRUST_HOME']
  if (named !== undefined && named !== '') {
    const home = resolve(named)
    const below = (name: string): string => join(home, name)
    return { home, config: below('config'), state: below('state'), cache: below('cache'), run: below('run') }
  }
  const own = (name: string): string | null => {
    const path = absolute(env[name])
    return path === null || user.isOfAnother(path) ? null : path
  }
  const base = own('HOME') ?? user.home()
  const xdg = (name: string, standard: string): string => join(own(name) ?? join(base, standard), 'pip-trust')
  const state = xdg('XDG_STATE_HOME', '.local/state')
  const runtime = absolute(env['XDG_RUNTIME_DIR'])
  return {
    home: null,
    config: xdg('XDG_CONFIG_HOME', '.config'),
    state,
    cache: xdg('XDG_CACHE_HOME', '.cache'),
    run: runtime !== null && user.ownsFolder(runtime) ? join(runtime, 'pip-trust') : join(state, 'run'),
  }
}

function absolute(path: string | undefined): string | null {
  return path !== undefined && isAbsolute(path) ? path : null
}

function shortEnough(run: string, uid: number): string {
  if (Buffer.byteLength(join(run, 'trustd.sock')) <= MAX_SOCKET_BYTES) return run
  const hash = createHash('sha256').update(run).digest('hex').slice(0, 16)
  return `/tmp/pip-trust-${uid}-${hash}`
}

function currentUser(): HostUser {
  const uid = process.getuid?.() ?? 0
  return {
    uid,
    machineConfig: '/etc/pip-trust',
    home: homeOfUser,
    isOfAnother: (path) => uid === 0 && ownerOf(path) !== 0,
    ownsFolder: (path) => {
      const found = lstatSync(path, { throwIfNoEntry: false })
      return found !== undefined && found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0
    },
  }
}

/** The passwd entry's; minimal images have users without one. */
function homeOfUser(): string {
  try {
    return userInfo().homedir
  } catch (cause) {
    const message = 'there is no home folder: expected `HOME`, or an entry of this user in passwd'
    throw new ClientError('no-home', {
      message,
      hint: 'set `HOME`, or `PIP_TRUST_HOME` to a folder of your own',
      cause,
    })
  }
}

/** Who owns a path, or the nearest folder above it that is there. */
function ownerOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.uid ?? (dirname(path) === path ? 0 : ownerOf(dirname(path)))
}
