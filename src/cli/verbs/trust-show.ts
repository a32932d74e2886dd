import { withDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { projectNamed, rememberedLines } from '../trust/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl trust show` */
export const trustShow: Verb<{ json: boolean; project: string | undefined }> = {
  manual: {
    synopsis: '[PROJECT] [--json]',
    description: [
      'Shows the publishers that this machine remembers: who attested the releases of a project that were let pass, or whom a person accepted. A release of the project that somebody else attested is what the policy’s `tofu` is about.',
    ],
    json: ['{ publishers: [{ index, project, publisher, lines, version, firstSeenAt, by }] }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl trust show flask', does: 'who publishes it' }],
    files: [{ path: '~/.local/state/pip-trust/store.sqlite', what: 'where they are remembered' }],
    seeAlso: ['trustctl trust accept', 'trustctl trust forget'],
  },
  options: (parser) =>
    withJson(parser).positional('project', {
      type: 'string',
      describe: 'one project; all, if none is named',
    }),
  run: async ({ json, project: named }, cli) => {
    const project = named === undefined ? null : projectNamed(named)
    const publishers = await withDaemon(cli, (daemon) => daemon.publishers(project))
    printResult(cli, json, {
      json: { publishers },
      text: () =>
        publishers.length === 0
          ? [
              `no publisher is remembered${project === null ? ' yet' : ` for ${project}`}; the first that passes will be`,
            ]
          : publishers.flatMap((remembered, nth) => [
              ...(nth === 0 ? [] : ['']),
              ...rememberedLines(remembered, cli),
            ]),
    })
    return EXIT.ok
  },
}
