import { join } from 'node:path'

/** Where the programs of a job are: this machine, or a folder that is a system of its own. */
export interface Root {
  /** A path in there, as this machine calls it. */
  readonly outside: (path: string) => string
  /** A command that runs `program` in there, in the folder `cwd`. */
  readonly command: (cwd: string, program: string, args: readonly string[]) => readonly [string, ...string[]]
}

/** This machine itself. */
export const HERE: Root = { outside: (path) => path, command: (_cwd, program, args) => [program, ...args] }

/** A system below `folder`, by chroot(8). */
export function rootAt(folder: string): Root {
  const enter = 'cd "$0" && exec "$@"'
  return {
    outside: (path) => join(folder, path),
    command: (cwd, program, args) => ['chroot', folder, 'sh', '-c', enter, cwd, program, ...args],
  }
}
