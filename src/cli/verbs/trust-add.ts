import type { RootWish } from '../../sources/index.ts'
import { safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { readNamedFile } from '../named-file.ts'
import { sourcesOf } from '../configured.ts'
import { placeOf } from '../evidence-place.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { exitCodeOfRefresh, refreshLines, refreshRoots } from '../trust/index.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  name: string
  tuf: string | undefined
  root: string | undefined
  'trusted-root': string | undefined
}

const MAX_FILE_BYTES = 1024 * 1024

/** `trustctl trust add` */
export const trustAdd: Verb<Options> = {
  manual: {
    synopsis: 'NAME [--tuf PLACE [--root FILE] | --trusted-root FILE] [--json]',
    description: [
      'Trusts another Sigstore instance. Policies speak of its log by NAME, in `transparency`. An instance is added again to change it; what refreshes brought of the one before is then forgotten.',
      'With --tuf and --root: a private instance that a TUF repository keeps up to date. FILE is its first `root.json`; everything later must chain to it, so compare the sha256 that is printed with whoever runs the instance, by another road than the one the file came by. It is refreshed at once; until that succeeds it vouches for nothing.',
      'With --trusted-root: a private instance whose `trusted_root.json` you have. Nothing refreshes it.',
      '`staging` is shipped and needs neither: anybody may sign anything with Sigstore’s staging instance, so add it to try things only. For `sigstore-public` and `staging`, --tuf alone names a mirror to refresh from.',
    ],
    json: [
      '{ added: { name, kind: "shipped" | "tuf" | "file", repository, sha256 }, refreshed: OUTCOME | null }',
    ],
    exitCodes: [0, 1, 2, 21, 22, 24],
    examples: [
      {
        command: 'trustctl trust add acme --tuf https://packages.example/tuf --root root.json',
        does: 'a private instance',
      },
      { command: 'trustctl trust add acme --trusted-root trusted_root.json', does: 'the same from a file' },
      { command: 'trustctl trust add sigstore-public --tuf /srv/tuf', does: 'refresh from a folder' },
      { command: 'trustctl trust add staging', does: 'trust the staging instance' },
    ],
    files: [{ path: '~/.config/pip-trust/trust-roots/NAME/', what: 'where it is kept' }],
    seeAlso: ['trustctl trust roots', 'trustctl trust remove', 'trustctl trust pin'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('name', { type: 'string', demandOption: true, describe: 'what policies call it' })
      .option('tuf', {
        type: 'string',
        requiresArg: true,
        coerce: once('tuf'),
        describe: 'URL or folder of the TUF repository',
      })
      .option('root', {
        type: 'string',
        requiresArg: true,
        coerce: once('root'),
        describe: 'the first root.json of a private instance',
      })
      .option('trusted-root', {
        type: 'string',
        requiresArg: true,
        coerce: once('trusted-root'),
        describe: 'the trusted_root.json of a private instance',
      }),
  run: async (options, cli) => {
    const { json, name } = options
    const wish = await wishOf(options, cli)
    const sha256 = await sourcesOf(cli).addRoot(name, wish)
    const refreshed = wish.kind === 'tuf' ? await refreshRoots(cli, [name], null) : []
    const repository = wish.kind === 'file' ? null : wish.repository
    printResult(cli, json, {
      json: { added: { name, kind: wish.kind, repository, sha256 }, refreshed: refreshed[0] ?? null },
      text: () => [
        ...addedLines(name, wish, sha256),
        ...refreshed.flatMap((outcome) => refreshLines(outcome, cli)),
      ],
    })
    return refreshed.length === 0 ? EXIT.ok : exitCodeOfRefresh(refreshed)
  },
}

async function wishOf({ tuf, root, 'trusted-root': trustedRoot }: Options, cli: Cli): Promise<RootWish> {
  const repository = tuf === undefined ? null : placeOf(tuf, cli)
  if (trustedRoot !== undefined) {
    if (tuf !== undefined || root !== undefined) throw misused('`--trusted-root` goes with nothing else')
    return { kind: 'file', trustedRoot: await read(cli, trustedRoot) }
  }
  if (root === undefined) return { kind: 'shipped', repository }
  if (repository === null) throw misused('`--root` needs `--tuf`, the repository that begins with it')
  return { kind: 'tuf', repository, root: await read(cli, root) }
}

function misused(message: string): CliError {
  return new CliError('usage', { message, hint: 'trustctl trust add --help' })
}

function addedLines(name: string, wish: RootWish, sha256: string | null): readonly string[] {
  const it = safeText(name)
  switch (wish.kind) {
    case 'shipped':
      return [
        `trusted: ${it}, as it is shipped${wish.repository === null ? '' : `, refreshed from ${safeText(wish.repository)}`}`,
      ]
    case 'tuf':
      return [
        `trusted: ${it}, by the root with sha256 ${sha256}`,
        '  compare that with whoever runs the instance',
      ]
    case 'file':
      return [`trusted: ${it}, by the trusted root with sha256 ${sha256}`]
  }
}

async function read(cli: Cli, path: string): Promise<Uint8Array> {
  return await readNamedFile(path, { maxBytes: MAX_FILE_BYTES, hint: 'trustctl trust add --help' }, cli)
}
