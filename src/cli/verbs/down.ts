import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { stopParts, type PartEnd } from '../stop-parts.ts'
import type { Verb } from '../verb.ts'

/** `trustctl down` */
export const down: Verb<{ json: boolean; now: boolean }> = {
  manual: {
    synopsis: '[--now] [--json]',
    description: [
      'Asks the daemon `trustd` and the interceptor to end. Runs of pip that are under way finish first, unless `--now` is given; those are then refused what they still ask for.',
      'This does not turn the guard off: the next guarded pip starts both anew. Pips that only `trustctl protect user` covers can’t, and fail until `trustctl up`.',
    ],
    json: ['{ stopped, ended, interceptor: { stopped, ended } }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl down && trustctl up', does: 'start it afresh' }],
    files: [],
    seeAlso: ['trustctl up', 'trustctl status'],
  },
  options: (parser) =>
    withJson(parser).option('now', {
      type: 'boolean',
      default: false,
      defaultDescription: 'no',
      describe: 'do not wait for runs that are under way',
    }),
  run: async ({ json, now }, cli) => {
    const { daemon, interceptor } = await stopParts(cli, { now })
    printResult(cli, json, {
      json: { ...said(daemon), interceptor: said(interceptor) },
      text: () => [
        outcome('daemon', daemon),
        ...(interceptor.stopped ? [outcome('interceptor', interceptor)] : []),
      ],
    })
    return EXIT.ok
  },
}

const said = ({ stopped, ended }: PartEnd): Pick<PartEnd, 'stopped' | 'ended'> => ({ stopped, ended })

function outcome(part: string, { pid, ended }: PartEnd): string {
  if (pid === null) return `the ${part} was not running`
  return ended
    ? `the ${part} has ended`
    : `the ${part} (pid ${pid}) will end when the runs under way have finished`
}
