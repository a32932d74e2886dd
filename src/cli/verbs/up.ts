import { timeText } from '../../verdict/index.ts'
import { withDaemon, withRunningDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl up` */
export const up: Verb<{ json: boolean }> = {
  manual: {
    synopsis: '[--json]',
    description: [
      'Starts the daemon `trustd`, which judges, and waits until it is ready. Nothing happens where it runs already; one of another version is asked to end first, and open runs finish.',
      'A guarded pip starts the daemon by itself: this verb is for finding out why it would not start, and for the first run to be quick.',
    ],
    json: ['{ started, server: { version, pid, startedAt }, policy: { name, version, digest } }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl up', does: 'start it' }],
    files: [
      { path: '~/.local/state/pip-trust/trustd.log', what: 'what the daemon has to say' },
      { path: '$XDG_RUNTIME_DIR/pip-trust/trustd.sock', what: 'where it listens' },
    ],
    seeAlso: ['trustctl down', 'trustctl status'],
  },
  options: withJson,
  run: async ({ json }, cli) => {
    const before = await withRunningDaemon(cli, async (daemon) => daemon.hello.server.pid).catch(() => null)
    const { server, policy } = await withDaemon(cli, async (daemon) => daemon.hello)
    const started = server.pid !== before
    printResult(cli, json, {
      json: { started, server, policy },
      text: () => [
        `the daemon ${started ? 'runs' : 'runs already'}: version ${server.version}, pid ${server.pid}, since ${timeText(server.startedAt)}`,
        `policy ${policy.name} v${policy.version} is in force`,
      ],
    })
    return EXIT.ok
  },
}
