import { resolve } from 'node:path'
import { writeFileAtomically } from '../../files/index.ts'
import { makeBuildLock, writeBuildLock, type BuildLock } from '../../publish/build/index.ts'
import { outputFolders } from '../build-options.ts'
import { inBuildWorld } from '../build-world.ts'
import { instantOf, pairs } from '../option-values.ts'
import { EXIT } from '../exit-code.ts'
import { many, once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { counted } from '../counted.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  dir: string | undefined
  out: string | undefined
  python: string | undefined
  'as-of': string | undefined
  'config-setting': readonly string[] | undefined
}

/** `trustctl build lock` */
export const buildLock: Verb<Options> = {
  manual: {
    synopsis: '[DIR | SDIST] [--as-of 2025-06-01] [--python 3.12] [--out FILE] [--json]',
    description: [
      'Chooses the tools that a project is built with, and writes them with their digests to build.lock beside pyproject.toml: build-system.requires, and what the back-end asks for beside it. Wheels only, and none that was uploaded after --as-of. pip chooses, with its own settings and indexes; which pip is part of the lock.',
      'A lock is for one Python (3.12, say) and one platform. It has the form of pylock.toml (PEP 751). Commit it: a build takes the lock of the commit.',
    ],
    json: ['{ file, asOf, python, platform, packages: [{ name, version, sha256 }] }'],
    exitCodes: [0, 1, 2, 21, 22],
    examples: [
      { command: 'trustctl build lock', does: 'today’s tools, for the Python that PATH has' },
      { command: 'trustctl build lock --as-of 2025-06-01 --python 3.12', does: 'the tools of a day' },
    ],
    files: [],
    seeAlso: ['trustctl build', 'docs/how-to/deterministic-builds.md'],
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
        describe: 'the lock',
        defaultDescription: 'DIR/build.lock',
      })
      .option('python', {
        type: 'string',
        requiresArg: true,
        coerce: once('python'),
        describe: 'a version, or the path of a Python',
      })
      .option('as-of', {
        type: 'string',
        requiresArg: true,
        coerce: once('as-of'),
        describe: 'nothing that was uploaded later',
        defaultDescription: 'now',
      })
      .option('config-setting', {
        type: 'string',
        requiresArg: true,
        coerce: many('config-setting'),
        describe: 'NAME=VALUE for the back-end; may be repeated',
      }),
  run: async (args, cli) => {
    const path = resolve(cli.cwd, args.dir ?? '.')
    const file = resolve(
      cli.cwd,
      args.out ?? (path.endsWith('.tar.gz') ? 'build.lock' : resolve(path, 'build.lock')),
    )
    const asOf = args['as-of'] === undefined ? cli.now() : instantOf('as-of', args['as-of'])
    const source = { path, tag: null, epochSeconds: null, mayDiffer: [file, ...outputFolders(path)] }
    const settings = pairs('config-setting', args['config-setting'])
    const request = { source, python: args.python ?? null, asOf, settings }
    const lock = await inBuildWorld(cli, (world) => makeBuildLock(request, world))
    await writeFileAtomically(file, writeBuildLock(lock), { mode: 0o644 })
    printResult(cli, args.json, { json: jsonOf(lock, file), text: () => linesOf(lock, file) })
    return EXIT.ok
  },
}

function jsonOf({ asOf, python, platform, wheels }: BuildLock, file: string) {
  const packages = wheels.map(({ project, version, sha256 }) => ({ name: project, version, sha256 }))
  return { file, asOf, python, platform, packages }
}

function linesOf({ asOf, python, platform, wheels }: BuildLock, file: string): readonly string[] {
  return [
    ...wheels.map(({ project, version }) => `${project} ${version}`),
    `${counted(wheels.length, 'tool')} for Python ${python} on ${platform} as of ${asOf}, in ${file}`,
    'commit it: a build takes the lock of the commit',
  ]
}
