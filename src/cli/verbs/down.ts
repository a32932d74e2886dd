import { withRunningDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'
import { whenGone } from '../when-gone.ts'

/** `trustctl down` */
export const down: Verb<{ json: boolean; now: boolean }> = {
  manual: {
    synopsis: '[--now] [--json]',
    description: [
      'Asks the daemon `trustd` to end. Runs of pip that are under way finish first, unless `--now` is given; those are then refused what they still ask for.',
      'This does not turn the guard off: the next guarded pip starts the daemon anew.',
    ],
    json: ['{ stopped, ended }'],
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
    const pid = await withRunningDaemon(cli, async (daemon) => {
      await daemon.stop({ drain: !now })
      return daemon.hello.server.pid
    })
    const ended = pid === null || (await whenGone(pid, cli))
    printResult(cli, json, { json: { stopped: pid !== null, ended }, text: () => [outcome(pid, ended)] })
    return EXIT.ok
  },
}

function outcome(pid: number | null, ended: boolean): string {
  if (pid === null) return 'the daemon was not running'
  return ended
    ? 'the daemon has ended'
    : `the daemon (pid ${pid}) will end when the runs under way have finished`
}
