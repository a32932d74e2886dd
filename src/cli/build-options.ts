import { dirname, join, resolve } from 'node:path'
import type { Argv } from 'yargs'
import { MAX_LOCK_BYTES, type BuildRequest } from '../publish/build/index.ts'
import { pairs } from './option-values.ts'
import type { Cli } from './cli.ts'
import { CliError } from './cli-error.ts'
import { readNamedFile } from './named-file.ts'
import { many, once } from './options.ts'

const LOCK = { maxBytes: MAX_LOCK_BYTES, hint: 'trustctl build lock' } as const

export interface BuildOptions {
  json: boolean
  dir: string | undefined
  out: string | undefined
  tag: string | undefined
  lock: string | undefined
  python: string | undefined
  only: string | undefined
  epoch: string | undefined
  twice: boolean
  vary: boolean
  explain: boolean
  'config-setting': readonly string[] | undefined
  env: readonly string[] | undefined
}

/** What `trustctl build` may be told. */
export function buildOptions(parser: Argv<{ json: boolean }>): Argv<BuildOptions> {
  return withChecks(withPlaces(parser))
    .option('epoch', one('epoch', 'SOURCE_DATE_EPOCH instead of the commit’s time'))
    .option('config-setting', some('config-setting', 'NAME=VALUE for the back-end; may be repeated'))
    .option('env', some('env', 'NAME=VALUE that the build sees, and the record names; may be repeated'))
}

function withPlaces<T>(parser: Argv<T>) {
  return parser
    .positional('dir', {
      type: 'string',
      describe: 'the project, or a source distribution',
      defaultDescription: '.',
    })
    .option('out', { ...one('out', 'where the files go'), defaultDescription: 'DIR/dist' })
    .option('tag', one('tag', 'the tag that must stand for this commit, here and at origin'))
    .option('lock', one('lock', 'another lock than the project’s own'))
    .option('python', one('python', 'path of a Python, of the version in the lock'))
    .option('only', one('only', '`sdist` or `wheel` alone'))
}

function withChecks<T>(parser: Argv<T>) {
  return parser
    .option('twice', flag('build again and compare'))
    .option('vary', flag('build again with everything varied, and compare'))
    .option('explain', flag('say what differs in a second build, and what mends it'))
}

const flag = (describe: string) =>
  ({ type: 'boolean', default: false, describe, defaultDescription: 'no' }) as const

const one = (name: string, describe: string) =>
  ({ type: 'string', requiresArg: true, coerce: once(name), describe }) as const

const some = (name: string, describe: string) =>
  ({ type: 'string', requiresArg: true, coerce: many(name), describe }) as const

/** The folder that the files go to; `source` is absolute. */
export function outFolderOf({ out }: Pick<BuildOptions, 'out'>, source: string, { cwd }: Cli): string {
  return out === undefined ? defaultOut(source) : resolve(cwd, out)
}

/** The options as a request. Throws `CliError` `usage`. */
export async function buildRequest(
  args: BuildOptions,
  path: string,
  outFolder: string,
  cli: Cli,
): Promise<BuildRequest> {
  const lock = args.lock === undefined ? null : await readNamedFile(args.lock, LOCK, cli)
  return {
    source: {
      path,
      tag: args.tag ?? null,
      epochSeconds: epochOf(args.epoch),
      mayDiffer: [outFolder, ...outputFolders(path)],
    },
    lockText: lock === null ? null : Buffer.from(lock).toString(),
    python: args.python ?? null,
    outputs: outputsOf(args.only, path),
    settings: pairs('config-setting', args['config-setting']),
    variables: pairs('env', args.env),
  }
}

/** Where `trustctl build` and `trustctl release` leave their files in a project; `source` is absolute. */
export function outputFolders(source: string): readonly string[] {
  return [defaultOut(source), join(dirname(defaultOut(source)), 'release')]
}

function defaultOut(source: string): string {
  return source.endsWith('.tar.gz') ? resolve(source, '..', 'dist') : resolve(source, 'dist')
}

function outputsOf(only: string | undefined, path: string): readonly ('sdist' | 'wheel')[] {
  if (only === 'sdist' || only === 'wheel') return [only]
  if (only === undefined) return path.endsWith('.tar.gz') ? ['wheel'] : ['sdist', 'wheel']
  throw new CliError('usage', { message: `\`--only\`: expected sdist or wheel and found \`${only}\`` })
}

function epochOf(text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new CliError('usage', {
    message: `\`--epoch\`: expected whole seconds since 1970 and found \`${text}\``,
  })
}
