import { resolve } from 'node:path'
import {
  MAX_LOCK_BYTES,
  buildProject,
  placeBuild,
  type Built,
  type Placed,
} from '../../publish/build/index.ts'
import { readFileBounded } from '../../files/index.ts'
import { painter } from '../../verdict/index.ts'
import { buildWorld, pairs } from '../build-world.ts'
import type { Cli } from '../cli.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-code.ts'
import { many, once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options {
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
  'config-setting': readonly string[] | undefined
  env: readonly string[] | undefined
}

/** `trustctl build` */
export const build: Verb<Options> = {
  manual: {
    synopsis: '[DIR | SDIST] [--out DIR] [--tag TAG] [--twice | --vary] [--json]',
    description: [
      'Builds the project in DIR (the current folder) from the commit that is checked out: the sdist first, and the wheel from that. The same commit and the same build.lock give the same bytes on any machine with the same Python and system tools. Beside them it writes what was built from what, with what and how: NAME-VERSION.buildinfo.json, and the same as SLSA provenance, NAME-VERSION.slsa.json. A source distribution may stand for DIR: then its wheel is built.',
      'It is built in a room that looks the same everywhere, without a network: by bubblewrap, else by unshare; where neither works, in a fixed folder, and the record says so. The tools are those of build.lock, each checked by its digest. Any back-end of PEP 517 is good; the project needs no plugin.',
      'Files that differ from the commit, a tag that was moved, a lock for something else, a build that asks for the network: an error, and nothing is written.',
      '--twice builds again, and --vary builds again with another path, home, time zone, locale, umask, hash seed, user, host, clock, order of files and number of cores, as far as this machine allows; what it could not vary is said. Where the bytes differ: 21, and nothing is written.',
    ],
    json: [
      '{ folder, files: [{ kind: "sdist" | "wheel", filename, size, sha256 }], record, provenance,',
      '  isolation: "bubblewrap" | "unshare" | "folders",',
      '  repeated: { identical: BOOLEAN, differing: [FILENAME], varied: [WHAT], notVaried: [{ what, why }] } | null }',
      'folder, record and provenance are null where nothing was written',
    ],
    exitCodes: [0, 1, 2, 21, 22],
    examples: [
      { command: 'trustctl build', does: 'build what is checked out into dist/' },
      {
        command: 'trustctl build --tag v1.2.0 --vary',
        does: 'build a release, and prove that it can be built again',
      },
      {
        command: 'trustctl build acme_pay-1.0.tar.gz --lock build.lock',
        does: 'build the wheel of an sdist',
      },
    ],
    files: [{ path: 'build.lock', what: 'the tools, made by trustctl build lock and committed' }],
    seeAlso: ['trustctl build lock', 'docs/how-to/deterministic-builds.md'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('dir', {
        type: 'string',
        describe: 'the project, or a source distribution',
        defaultDescription: '.',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        coerce: once('out'),
        describe: 'where the files go',
        defaultDescription: 'DIR/dist',
      })
      .option('tag', {
        type: 'string',
        requiresArg: true,
        coerce: once('tag'),
        describe: 'the tag that must stand for this commit, here and at origin',
      })
      .option('lock', {
        type: 'string',
        requiresArg: true,
        coerce: once('lock'),
        describe: 'another lock than the project’s own',
      })
      .option('python', {
        type: 'string',
        requiresArg: true,
        coerce: once('python'),
        describe: 'path of a Python, of the version in the lock',
      })
      .option('only', {
        type: 'string',
        requiresArg: true,
        coerce: once('only'),
        describe: '`sdist` or `wheel` alone',
      })
      .option('epoch', {
        type: 'string',
        requiresArg: true,
        coerce: once('epoch'),
        describe: 'SOURCE_DATE_EPOCH instead of the commit’s time',
      })
      .option('twice', {
        type: 'boolean',
        default: false,
        describe: 'build again and compare',
        defaultDescription: 'no',
      })
      .option('vary', {
        type: 'boolean',
        default: false,
        describe: 'build again with everything varied, and compare',
        defaultDescription: 'no',
      })
      .option('config-setting', {
        type: 'string',
        requiresArg: true,
        coerce: many('config-setting'),
        describe: 'NAME=VALUE for the back-end; may be repeated',
      })
      .option('env', {
        type: 'string',
        requiresArg: true,
        coerce: many('env'),
        describe: 'NAME=VALUE that the build sees, and the record names; may be repeated',
      }),
  run: async (args, cli) => {
    const source = resolve(cli.cwd, args.dir ?? '.')
    const folder = args.out === undefined ? defaultOut(source) : resolve(cli.cwd, args.out)
    const times = args.vary ? 'varied' : args.twice ? 'twice' : 'once'
    const built = await buildProject(await requestOf(args, source, folder, cli), times, buildWorld(cli))
    const placed = built.repeated?.identical === false ? null : await placeBuild(built, folder)
    printResult(cli, args.json, {
      json: jsonOf(built, placed, folder),
      text: () => linesOf(built, placed, folder, cli),
    })
    return placed === null ? EXIT.invalid : EXIT.ok
  },
}

async function requestOf(args: Options, path: string, outFolder: string, { cwd }: Cli) {
  const lockText =
    args.lock === undefined
      ? null
      : Buffer.from(await readFileBounded(resolve(cwd, args.lock), { maxBytes: MAX_LOCK_BYTES })).toString()
  return {
    source: {
      path,
      tag: args.tag ?? null,
      epochSeconds: epochOf(args.epoch),
      mayDiffer: [outFolder, defaultOut(path)],
    },
    lockText,
    python: args.python ?? null,
    outputs: outputsOf(args.only, path),
    settings: pairs('config-setting', args['config-setting']),
    variables: pairs('env', args.env),
  }
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

function differing({ files, repeated }: Built): readonly string[] {
  if (repeated === null) return []
  const second = new Map(repeated.files.map(({ filename, sha256 }) => [filename, sha256]))
  return files
    .filter(({ filename, sha256 }) => second.get(filename) !== sha256)
    .map(({ filename }) => filename)
}

function jsonOf(built: Built, placed: Placed | null, folder: string) {
  const { files, record, repeated } = built
  return {
    folder: placed === null ? null : folder,
    files: files.map(({ kind, filename, bytes, sha256 }) => ({
      kind,
      filename,
      size: bytes.byteLength,
      sha256,
    })),
    record: placed?.record ?? null,
    provenance: placed?.provenance ?? null,
    isolation: record.isolation.kind,
    repeated:
      repeated === null
        ? null
        : {
            identical: repeated.identical,
            differing: differing(built),
            varied: repeated.varied,
            notVaried: repeated.notVaried,
          },
  }
}

function linesOf(built: Built, placed: Placed | null, folder: string, { colour }: Cli): readonly string[] {
  const paint = painter(colour)
  const { files, record, repeated } = built
  return [
    ...files.map(({ filename, sha256 }) => `${filename}  ${paint('faint', `sha256 ${sha256}`)}`),
    `built ${record.isolation.words}`,
    ...(repeated === null ? [] : repeatedLines(built, repeated, colour)),
    placed === null ? 'nothing was written' : `in ${folder}, with ${placed.record} and ${placed.provenance}`,
  ]
}

function repeatedLines(
  built: Built,
  repeated: NonNullable<Built['repeated']>,
  colour: boolean,
): readonly string[] {
  const paint = painter(colour)
  const { varied, notVaried, identical } = repeated
  return [
    identical
      ? paint('good', 'built twice: identical')
      : paint('bad', `built twice: ${differing(built).join(', ')} differ`),
    ...(varied.length === 0 ? [] : [`  varied: ${varied.join(', ')}`]),
    ...notVaried.map(({ what, why }) => `  not varied: ${what} (${why})`),
  ]
}
