/** Composition root of `trustctl`: the only file of the room that touches the process. */
import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { homePaths } from '../client/index.ts'
import { DEFAULT_WIDTH, MIN_WIDTH } from '../verdict/index.ts'
import type { Cli } from './cli.ts'
import { EXIT } from './exit-code.ts'
import { runProgram } from './program.ts'
import { openStops } from './stops.ts'
import { openTerminal } from './terminal.ts'

const MAX_WIDTH = 160
/** Folders from `<lib>/src/cli/main.ts`, or from a bundle in `<lib>/dist`, up to the library. */
const MOST_FOLDERS_UP = 3

process.stdout.on('error', endQuietly)
process.stderr.on('error', endQuietly)
// No top-level await: a bundle of this is CommonJS.
const endings = openStops(process)
void runProgram(process.argv.slice(2), theCli()).then((code) => {
  process.exitCode = code
  endings.endIfStopped()
})

function theCli(): Cli {
  const { env, stdin, stdout, stderr } = process
  const mayColour = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  const lib = libraryOf(process.argv[1] ?? '')
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
    stdin,
    stoppable: endings.stoppable,
    actor: actorOf(),
    terminal: stdin.isTTY && stdout.isTTY ? openTerminal(stdin, stderr) : null,
    monotonicMs: () => performance.now(),
    now: () => Math.floor(Date.now() / 1000),
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
    colour: mayColour && stdout.isTTY,
    colourOfErrors: mayColour && stderr.isTTY,
    width: widthOf(stdout.columns),
  }
}

/** A user without an entry in the system's list has a number alone. */
function actorOf(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

/** Columns to use; terminals that don't know theirs say 0. */
function widthOf(columns: number | undefined): number {
  return columns ? Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, columns)) : DEFAULT_WIDTH
}

/** The folder of `package.json` above the program. Links are not resolved: `<prefix>/lib` is one, and upgrades move it. */
function libraryOf(program: string): string {
  let folder = dirname(program)
  for (let up = 0; up < MOST_FOLDERS_UP && !existsSync(join(folder, 'package.json')); up += 1)
    folder = dirname(folder)
  return folder
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

/** The reader of a pipe may end first: `trustctl why | head`; a terminal may be closed. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit()
  if (error.code === 'EIO') process.exit(EXIT.internal)
  throw error
}
