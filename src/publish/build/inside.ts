import { existsSync } from 'node:fs'
import { NAMESPACES, type Isolation } from './isolation.ts'
import { IN_ROOM, ROOM } from './rooms.ts'

/** What a room is made of. */
export interface RoomParts {
  readonly isolation: Isolation
  /** The folder outside that is the room inside. */
  readonly folder: string
  /** An installation of Python that gets a fixed place; null for the system's own, which has one. */
  readonly python: string | null
  /** A toolchain of Rust, where there is one. */
  readonly rust: string | null
  readonly inner: InnerVariation
}

/** What differs inside, to see whether it matters. */
export interface InnerVariation {
  readonly userId: number
  readonly hostname: string
  /** One core alone. */
  readonly oneCore: boolean
}

export const AS_ALWAYS: InnerVariation = { userId: 1000, hostname: 'build', oneCore: false }

/** Folders of people, and of what runs. */
const HIDDEN = ['/home', '/root', '/run', '/var/tmp', '/mnt', '/media', '/srv']

/**
 * For `unshare`: $1 the room, $2 Python or nothing, $3 Rust or nothing, $4 the host's name; then the command. The room is
 * bound before /tmp, in which it may lie, is covered.
 */
const MOUNTS = `
mount --make-rprivate /
mount --rbind "$1" /mnt
test -z "$2" || mount --bind "$2" /mnt/python
test -z "$3" || mount --bind "$3" /mnt/rust
mount -t tmpfs tmpfs /tmp
mkdir ${ROOM}
mount --move /mnt ${ROOM}
mount -t proc proc /proc
hostname "$4"
shift 4
exec "$@"
`

/** The command line that runs `command` in the room, in `workFolder` there, with these variables and no others. */
export function insideOf(
  parts: RoomParts,
  command: readonly string[],
  workFolder: string,
  variables: Readonly<Record<string, string>>,
): readonly [program: string, ...args: string[]] {
  const cores = parts.inner.oneCore ? ['taskset', '-c', '0'] : []
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  const shell = ['sh', '-c', 'umask 022; cd "$0" && exec "$@"', workFolder]
  const start = ['/usr/bin/env', '-i', ...assignments, ...shell, ...cores, ...command] as const
  switch (parts.isolation) {
    case 'bubblewrap':
      return ['bwrap', ...bubblewrap(parts), ...start]
    case 'unshare':
      return ['unshare', ...NAMESPACES, '--kill-child', ...mounted(parts), ...start]
    case 'folders':
      return [...start]
  }
}

function bubblewrap({ folder, python, rust, inner }: RoomParts): readonly string[] {
  const user = String(inner.userId)
  const hidden = HIDDEN.flatMap((path) => (existsSync(path) ? ['--tmpfs', path] : []))
  // A program may look for its own libraries where it was installed.
  const shown = [python, rust].flatMap((path) => (path !== null && isHidden(path) ? bound(path, path) : []))
  const parts = [
    ['--unshare-all', '--die-with-parent', '--new-session', '--uid', user, '--gid', user],
    ['--hostname', inner.hostname, ...bound('/', '/'), '--dev', '/dev', '--proc', '/proc'],
    [...hidden, ...shown, '--tmpfs', '/tmp', '--bind', folder, ROOM],
    python === null ? [] : bound(python, IN_ROOM.python),
    rust === null ? [] : bound(rust, IN_ROOM.rust),
  ]
  return [...parts.flat(), '--']
}

function bound(path: string, place: string): readonly string[] {
  return ['--ro-bind', path, place]
}

function mounted({ folder, python, rust, inner }: RoomParts): readonly string[] {
  return ['sh', '-euc', MOUNTS, 'sh', folder, python ?? '', rust ?? '', inner.hostname]
}

function isHidden(path: string): boolean {
  return HIDDEN.some((hidden) => path.startsWith(`${hidden}/`))
}
