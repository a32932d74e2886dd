/** Composition root of `trustctl`: the only file of the room that touches the process. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { homePaths } from '../client/index.ts'
import { DEFAULT_WIDTH, MIN_WIDTH } from '../verdict/index.ts'
import type { Cli } from './cli.ts'
import { runProgram } from './program.ts'

const MAX_WIDTH = 160

/** `<lib>/src/cli/main.ts`; where this was started by a link, the link's own place. */
const started = process.argv[1] ?? import.meta.filename
const lib = libraryOf(started) ?? libraryOf(import.meta.filename) ?? dirname(started)

process.stdout.on('error', endQuietly)
process.exitCode = await runProgram(process.argv.slice(2), theCli())

function theCli(): Cli {
  const { env, stdout } = process
  const prefix = prefixOf(lib)
  return {
    version: versionOf(lib),
    env,
    cwd: process.cwd(),
    paths: homePaths(env),
    lib,
    shims: prefix === null ? join(lib, 'shim') : join(prefix, 'shims'),
    bin: prefix === null ? null : join(prefix, 'bin'),
    launch: { node: process.execPath, script: join(lib, 'dist', 'trustd.cjs'), lib, env },
    fetch,
    stdin: process.stdin,
    monotonicMs: () => performance.now(),
    now: () => Math.floor(Date.now() / 1000),
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
    colour: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    width: Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, stdout.columns ?? DEFAULT_WIDTH)),
  }
}

function libraryOf(main: string): string | null {
  const folder = dirname(dirname(dirname(main)))
  return existsSync(join(folder, 'package.json')) ? folder : null
}

/** `<prefix>/lib` or `<prefix>/releases/<id>`; null in a checkout. */
function prefixOf(library: string): string | null {
  const above = dirname(library)
  const prefix = basename(above) === 'releases' ? dirname(above) : above
  return existsSync(join(prefix, 'shims', 'pip')) ? prefix : null
}

function versionOf(library: string): string {
  const about: unknown = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'))
  const isAbout = typeof about === 'object' && about !== null && 'version' in about
  return isAbout && typeof about.version === 'string' ? about.version : 'unknown'
}

/** The reader of a pipe may end first: `trustctl why | head`. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit()
  throw error
}
