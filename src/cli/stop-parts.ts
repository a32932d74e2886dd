import { residentInterceptor, stopInterceptor } from '../client/index.ts'
import type { Cli } from './cli.ts'
import { withRunningDaemon } from './daemon.ts'
import { whenGone } from './when-gone.ts'

/** A part that was asked to end. */
export interface PartEnd {
  /** Null where it did not run. */
  readonly pid: number | null
  readonly stopped: boolean
  /** False while it waits for the runs that are under way. */
  readonly ended: boolean
}

/** What became of both. */
export interface PartEnds {
  readonly daemon: PartEnd
  readonly interceptor: PartEnd
}

/**
 * Asks the interceptor and the daemon of a home to end, and waits a while until they have. Starts neither.
 * @param now true to refuse the runs that are under way what they still ask for
 */
export async function stopParts(cli: Cli, { now }: { readonly now: boolean }): Promise<PartEnds> {
  // The interceptor first: for a new run it would start the daemon again.
  const shim = await stopResident(cli)
  const pid = await withRunningDaemon(cli, async (daemon) => {
    await daemon.stop({ drain: !now })
    return daemon.hello.server.pid
  })
  const [daemon, interceptor] = await Promise.all([endOf(pid, cli), endOf(shim, cli)])
  return { daemon, interceptor }
}

/** The interceptor's pid, once it has been asked to end; null when none runs. */
async function stopResident({ paths }: Cli): Promise<number | null> {
  const found = await residentInterceptor(paths.shimSocket)
  if (found === null) return null
  await stopInterceptor(paths.shimSocket)
  return found.pid
}

async function endOf(pid: number | null, cli: Cli): Promise<PartEnd> {
  return { pid, stopped: pid !== null, ended: pid === null || (await whenGone(pid, cli)) }
}
