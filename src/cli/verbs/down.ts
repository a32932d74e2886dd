import { residentInterceptor, stopInterceptor } from '../../client/index.ts'
import type { Cli } from '../cli.ts'
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
    // The interceptor first: for a new run it would start the daemon again.
    const shim = await stopResident(cli)
    const pid = await withRunningDaemon(cli, async (daemon) => {
      await daemon.stop({ drain: !now })
      return daemon.hello.server.pid
    })
    const [daemon, interceptor] = await Promise.all([endOf(pid, cli), endOf(shim, cli)])
    printResult(cli, json, {
      json: { ...daemon, interceptor },
      text: () => [
        outcome('daemon', pid, daemon),
        ...(shim === null ? [] : [outcome('interceptor', shim, interceptor)]),
      ],
    })
    return EXIT.ok
  },
}

interface End {
  readonly stopped: boolean
  readonly ended: boolean
}

/** The interceptor's pid, once it has been asked to end; null when none runs. */
async function stopResident({ paths }: Cli): Promise<number | null> {
  const found = await residentInterceptor(paths.shimSocket)
  if (found === null) return null
  await stopInterceptor(paths.shimSocket)
  return found.pid
}

async function endOf(pid: number | null, cli: Cli): Promise<End> {
  return { stopped: pid !== null, ended: pid === null || (await whenGone(pid, cli)) }
}

function outcome(part: string, pid: number | null, { ended }: End): string {
  if (pid === null) return `the ${part} was not running`
  return ended
    ? `the ${part} has ended`
    : `the ${part} (pid ${pid}) will end when the runs under way have finished`
}
