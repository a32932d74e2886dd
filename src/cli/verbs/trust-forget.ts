import { withDaemon } from '../daemon.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { confirm, projectNamed, rememberedLines } from '../trust/index.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  project: string
  index: string | undefined
  yes: boolean
}

/** `trustctl trust forget` */
export const trustForget: Verb<Options> = {
  manual: {
    synopsis: 'PROJECT [--index URL] [--yes] [--json]',
    description: [
      'Forgets the publishers of a project: whoever attests its next release that passes is then remembered as the first. Shows them and asks; without a terminal, say --yes. The history keeps who forgot whom.',
    ],
    json: ['{ forgotten: [{ index, project, publisher, lines, version, firstSeenAt, by }] }'],
    exitCodes: [0, 1, 2, 3],
    examples: [{ command: 'trustctl trust forget flask', does: 'begin anew' }],
    files: [{ path: '~/.local/state/pip-trust/store.sqlite', what: 'where they are remembered' }],
    seeAlso: ['trustctl trust show', 'trustctl trust accept'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('project', { type: 'string', demandOption: true, describe: 'the project' })
      .option('index', {
        type: 'string',
        requiresArg: true,
        coerce: once('index'),
        describe: 'URL of one index; all, if nothing is said',
      })
      .option('yes', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'do not ask',
      }),
  run: async ({ json, project: named, index, yes }, cli) => {
    const project = projectNamed(named)
    return withDaemon(cli, async (daemon) => {
      const all = await daemon.publishers(project)
      const meant = all.filter((remembered) => index === undefined || remembered.index === index)
      if (meant.length === 0) {
        throw new CliError('nothing', {
          message: `no publisher of \`${project}\` is remembered${index === undefined ? '' : ` for ${index}`}`,
          hint: 'trustctl trust show',
        })
      }
      const say = json ? cli.complain : cli.print
      if (!json || !yes) for (const line of meant.flatMap((each) => rememberedLines(each, cli))) say(line)
      const isWanted = await confirm(
        cli,
        yes,
        `forget ${meant.length === 1 ? 'this publisher' : 'these publishers'}?`,
      )
      const forgotten = isWanted ? meant : []
      for (const remembered of forgotten)
        await daemon.changePublisher({ actor: cli.actor, action: 'forget', remembered })
      printResult(cli, json, {
        json: { forgotten },
        text: () => [
          isWanted
            ? `forgotten: the next release of ${project} that passes is the first`
            : 'nothing was changed',
        ],
      })
      return EXIT.ok
    })
  },
}
