import { resolve } from 'node:path'
import { buildProject, placeBuild, type Built } from '../../publish/build/index.ts'
import { addToJournal, buildCompared, journalFile } from '../../publish/journal/index.ts'
import { buildOptions, buildRequest, outFolderOf, type BuildOptions } from '../build-options.ts'
import { buildJson, buildLines } from '../build-result.ts'
import { inBuildWorld } from '../build-world.ts'
import type { Cli } from '../cli.ts'
import { explainedBuilds, explainedJson, explainedLines } from '../explained-builds.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl build` */
export const build: Verb<BuildOptions> = {
  manual: {
    synopsis: '[DIR | SDIST] [--out DIR] [--tag TAG] [--twice | --vary] [--explain] [--json]',
    description: [
      'Builds the project in DIR (the current folder) from the commit that is checked out: the sdist first, and the wheel from that. The same commit and the same build.lock give the same bytes on any machine with the same Python and system tools. Beside them it writes what was built from what, with what and how: NAME-VERSION.buildinfo.json, and the same as SLSA provenance, NAME-VERSION.slsa.json. A source distribution may stand for DIR: then its wheel is built.',
      'It is built in a room that looks the same everywhere, without a network: by bubblewrap, else by unshare; where neither works, in a fixed folder, and the record says so. The tools are those of build.lock, each checked by its digest. Any back-end of PEP 517 is good; the project needs no plugin.',
      'Files that differ from the commit, a tag that was moved, a lock for something else, a build that asks for the network: an error, and nothing is written.',
      '--twice builds again, and --vary builds again with another path, home, time zone, locale, umask, hash seed, user, host, clock, order of files and number of cores, as far as this machine allows; what it could not vary is said. Where the bytes differ: 21, and nothing is written. --explain names each difference, with its mend: the folder it was built in, a time, an order, line endings.',
    ],
    json: [
      '{ folder, files: [{ kind: "sdist" | "wheel", filename, size, sha256 }], record, provenance,',
      '  isolation: "bubblewrap" | "unshare" | "folders",',
      '  repeated: { identical: BOOLEAN, differing: [FILENAME], varied: [WHAT], notVaried: [{ what, why }] } | null,',
      '  explained: [{ file, grade, differences: [{ kind, part, count, members, says, mend }] }] }',
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
  options: (parser) => buildOptions(withJson(parser)),
  run: async (args, cli) => {
    const source = resolve(cli.cwd, args.dir ?? '.')
    const folder = outFolderOf(args, source, cli)
    const times = args.vary ? 'varied' : args.twice ? 'twice' : 'once'
    const request = await buildRequest(args, source, folder, cli)
    const { built, placed } = await inBuildWorld(cli, async (world, goOn) => {
      const made = await buildProject(request, times, world)
      await keepComparison(made, args.vary, cli)
      goOn()
      return {
        built: made,
        placed: made.repeated?.identical === false ? null : await placeBuild(made, folder),
      }
    })
    const explained = args.explain ? await explainedBuilds(built) : []
    printResult(cli, args.json, {
      json: { ...buildJson(built, placed, folder), explained: explained.map(explainedJson) },
      text: () => [...buildLines(built, placed, folder, cli), ...explained.flatMap(explainedLines)],
    })
    return placed === null ? EXIT.invalid : EXIT.ok
  },
}

/** For the figures of `trustctl report`. */
async function keepComparison({ record, repeated }: Built, isVaried: boolean, cli: Cli): Promise<void> {
  if (repeated === null) return
  const happened = buildCompared(record, { isVaried, isIdentical: repeated.identical, at: cli.now() })
  if (happened !== null) await addToJournal(journalFile(cli.paths.state), happened)
}
