import { execFileSync } from 'node:child_process'

/** Makes a pipe in the file system; Node has no call for it. */
export function makeNamedPipe(path: string): void {
  execFileSync('sh', ['-c', 'mkfifo "$0"', path])
}
