import { dirname, resolve } from 'node:path'
import { readNamedFile } from '../named-file.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

const RECORD = { maxBytes: 4 * 1024 * 1024, hint: 'trustctl drill naked-build --help' } as const

/** `trustctl drill naked-build` */
export const drillNakedBuild: Verb<{ json: boolean; record: string; source: string | undefined }> = {
  manual: {
    synopsis: '[--source REPOSITORY|SDIST] [--json] RECORD',
    description: [
      'Builds again what a build record tells of, from the record alone: an empty home, none of your variables but PATH and those that say where pip’s index is, a fresh clone of the commit that the record names, and the tools that it locks, each by its digest. The build itself runs in namespaces without a network, where the system has them.',
      'Says «identical», or which file differs; where the files of then lie beside the record, also how. Only identical is 0.',
    ],
    json: [
      '{ identical, outputs: [{ filename, expected, found }], differences: [TEXT], isolation, kept: [NAME], record }',
    ],
    exitCodes: [0, 1, 2, 22, 25],
    examples: [
      {
        command: 'trustctl drill naked-build release/acme_pay-1.0.buildinfo.json',
        does: 'is the record enough?',
      },
      {
        command: 'trustctl drill naked-build acme_pay-1.0.buildinfo.json --source ~/src/acme-pay',
        does: 'take the commit from a repository that the record does not name',
      },
    ],
    files: [],
    seeAlso: ['trustctl build', 'trustctl release', 'trustctl reproduce'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('record', { type: 'string', demandOption: true, describe: 'NAME-VERSION.buildinfo.json' })
      .option('source', {
        type: 'string',
        requiresArg: true,
        coerce: once('source'),
        describe: 'a repository or an sdist, instead of the one that the record names',
      }),
  run: async ({ json, record: named, source }, cli) => {
    const record = await readNamedFile(named, RECORD, cli)
    const { nakedBuild } = await import('../../publish/release/index.ts')
    const { nakedLines } = await import('../release/index.ts')
    const { inBuildWorld } = await import('../build-world.ts')
    const wish = {
      record,
      beside: dirname(resolve(cli.cwd, named)),
      source: source === undefined ? null : resolve(cli.cwd, source),
    }
    const found = await inBuildWorld(cli, (world) => nakedBuild(wish, world))
    const { isIdentical: identical, ...rest } = found
    printResult(cli, json, { json: { identical, ...rest }, text: () => nakedLines(found, cli) })
    return identical ? EXIT.ok : EXIT.unproven
  },
}
