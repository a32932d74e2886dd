import { parseVersion, type Version } from '../../python/index.ts'
import { painter, safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { confirm, newestStranger, projectNamed, publisherLines, type Stranger } from '../trust/index.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  project: string
  index: string | undefined
  version: string | undefined
  yes: boolean
}

/** `trustctl trust accept` */
export const trustAccept: Verb<Options> = {
  manual: {
    synopsis: 'PROJECT [--index URL] [--version V] [--yes] [--json]',
    description: [
      'Accepts who attested a release: the publisher of the newest decision about the project that was refused or warned of because somebody else was remembered, or nobody. Shows both in full and asks; without a terminal, say --yes. Ask the project, by a way that the release does not name, whether it moved.',
      'From then on releases by this publisher are what is expected. Whom it was before stays remembered: trustctl trust forget.',
    ],
    json: [
      '{ accepted, relation: "first" | "changed", before: PUBLISHER | null, remembered: { publisher, index, … } }',
    ],
    exitCodes: [0, 1, 2, 3],
    examples: [{ command: 'trustctl trust accept flask', does: 'it moved to another repository' }],
    files: [{ path: '~/.local/state/pip-trust/store.sqlite', what: 'where it is remembered, and recorded' }],
    seeAlso: ['trustctl trust show', 'trustctl why'],
  },
  options: (parser) =>
    withJson(parser)
      // The program's own `--version` has no place behind a verb that is about one.
      .version(false)
      .positional('project', { type: 'string', demandOption: true, describe: 'the project' })
      .option('index', {
        type: 'string',
        requiresArg: true,
        coerce: once('index'),
        describe: 'URL of the index; the newest decision’s, if nothing is said',
      })
      .option('version', {
        type: 'string',
        requiresArg: true,
        coerce: once('version'),
        describe: 'the release; the newest that was decided about, if nothing is said',
      })
      .option('yes', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'do not ask',
      }),
  run: async (options, cli) => {
    const sought = soughtBy(options)
    return withDaemon(cli, async (daemon) => {
      const stranger = await newestStranger(cli, daemon, sought)
      if (!options.json || !options.yes)
        for (const line of strangerLines(stranger, cli)) show(cli, options, line)
      const accepted = await confirm(cli, options.yes, 'accept this publisher?')
      if (accepted) {
        const { wanted: remembered } = stranger
        await daemon.changePublisher({ actor: cli.actor, action: 'accept', remembered })
      }
      const { relation, before, wanted } = stranger
      printResult(cli, options.json, {
        json: { accepted, relation, before, remembered: wanted },
        text: () => [
          accepted
            ? `accepted for ${sought.project}: install it again`
            : 'nothing is accepted, and nothing was changed',
        ],
      })
      return EXIT.ok
    })
  },
}

/** With `--json` standard output is for the one value, and what a person decides by goes to standard error. */
function show(cli: Cli, { json }: Options, line: string): void {
  if (json) cli.complain(line)
  else cli.print(line)
}

function soughtBy({ project, index, version }: Options): Parameters<typeof newestStranger>[2] {
  return {
    project: projectNamed(project),
    index: index ?? null,
    version: version === undefined ? null : versionNamed(version),
  }
}

function versionNamed(text: string): Version {
  const version = parseVersion(text)
  if (version !== null) return version
  throw new CliError('usage', {
    message: `\`${text}\` is no version: expected something like \`3.1.2\``,
    hint: 'trustctl trust accept PROJECT --version 3.1.2',
  })
}

function strangerLines({ wanted, before, filename, ref }: Stranger, cli: Cli): readonly string[] {
  const paint = painter(cli.colour)
  return [
    `${safeText(filename)}  (${ref}, ${safeText(wanted.index)})`,
    paint('strong', before === null ? '  before: nobody is remembered' : '  before'),
    ...(before === null ? [] : publisherLines(before, cli)),
    paint('strong', '  now'),
    ...publisherLines(wanted.publisher, cli),
  ]
}
