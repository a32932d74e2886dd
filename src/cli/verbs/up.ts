import { startGuard } from '../../guard/index.ts'
import { guardWorld } from '../protect/index.ts'
import { safeText, timeText } from '../../verdict/index.ts'
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
      'Where pips are protected by `trustctl protect user`, the interceptor is started too: those pips can’t start it, and fail while it doesn’t run.',
      'A guarded pip starts the daemon by itself: this verb is for finding out why it would not start, and for the first run to be quick.',
    ],
    json: [
      '{ started, server: { version, pid, startedAt }, policy: { name, version, digest },',
      '  guard: { serving, problem } | null }',
    ],
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
    const guard = await startGuard(guardWorld(cli))
    printResult(cli, json, {
      json: { started, server, policy, guard },
      text: () => [
        `the daemon ${started ? 'runs' : 'runs already'}: version ${server.version}, pid ${server.pid}, since ${timeText(server.startedAt)}`,
        `policy ${policy.name} v${policy.version} is in force`,
        ...(guard === null ? [] : [guardLine(guard)]),
      ],
    })
    return guard === null || guard.serving ? EXIT.ok : EXIT.internal
  },
}

const guardLine = ({ serving, problem }: { serving: boolean; problem: string | null }): string =>
  serving ? 'the guard serves' : `the guard does not serve: ${safeText(problem ?? 'no reason was given')}`
