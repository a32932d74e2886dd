import { createConnection } from 'node:net'
import { readStrangers, strangerNotices } from '../../client/index.ts'
import type { Bypass, StatusReply } from '../../protocol/index.ts'
import { protectionOf, type Protection } from '../../guard/index.ts'
import { guardWorld } from '../protect/index.ts'
import { rootNotices } from '../../sources/index.ts'
import type { Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'
import { withRunningDaemon } from '../daemon.ts'
import { expiryNotices } from '../exceptions/expiry-notices.ts'
import { enforcementOf, type Enforcement } from './enforcement.ts'
import { policyState, type PolicyState } from './policy-state.ts'

/** What `trustctl status` says, as `--json` prints it. */
export interface State {
  readonly enforcement: Enforcement
  readonly policy: PolicyState
  /** A break-glass that is in force: refusals by policy only warn. Null where there is none, or no daemon to tell. */
  readonly bypass: Bypass | null
  /** Null when it doesn't run; it starts with the next guarded pip. */
  readonly daemon:
    | (StatusReply['server'] & {
        readonly counts: StatusReply['counts']
        readonly inForce: StatusReply['policy']
      })
    | null
  readonly interceptor: { readonly running: boolean }
  /** What `trustctl protect` covers, and whether it still does. */
  readonly protection: Protection
  readonly keyrings: readonly { readonly name: string; readonly keys: number }[]
  readonly sources: readonly string[]
  readonly trustRoots: readonly {
    readonly name: string
    readonly digest: string
    /** Seconds since the epoch; null: as shipped, or from a file. */
    readonly refreshedAt: number | null
  }[]
  /** What a person should know: configured things that are not used, a store that was put aside. */
  readonly notices: readonly string[]
  readonly paths: {
    readonly config: string
    readonly state: string
    readonly cache: string
    readonly run: string
  }
}

/** Finds out how things stand. Starts nothing and changes nothing. */
export async function stateOf(cli: Cli): Promise<State> {
  const [configured, reply, running, protection, strangers] = await Promise.all([
    configuration(cli),
    withRunningDaemon(cli, (daemon) => daemon.status()),
    listens(cli.paths.shimSocket),
    protectionOf(guardWorld(cli)),
    readStrangers(cli.paths.strangersFile),
  ])
  const { config, state, cache, run } = cli.paths
  const bypass = reply?.bypass ?? null
  return {
    enforcement: enforcementOf(cli, bypass === null ? configured.policy.mode : 'warn'),
    ...configured,
    bypass,
    policy: { ...configured.policy, refused: reply?.policy.refused ?? configured.policy.refused },
    notices: [
      ...new Set([...configured.notices, ...(reply?.notices ?? [])]),
      ...strangerNotices(strangers, process.getuid?.() ?? 0, cli.now()),
    ],
    daemon: reply === null ? null : { ...reply.server, counts: reply.counts, inForce: reply.policy },
    interceptor: { running },
    protection,
    paths: { config, state, cache, run },
  }
}

type Configuration = Pick<State, 'policy' | 'keyrings' | 'sources' | 'trustRoots' | 'notices'>

async function configuration(cli: Cli): Promise<Configuration> {
  const sources = sourcesOf(cli)
  const [policy, layers, places, { trust, roots, problems }] = await Promise.all([
    policyState(cli),
    sources.loadLayers([]),
    sources.listSources(),
    sources.loadTrust(),
  ])
  return {
    policy,
    keyrings: trust.keyrings.map(({ name, keys, plainKeys }) => ({
      name,
      keys: keys.length + plainKeys.length,
    })),
    sources: places.map(({ where }) => where),
    trustRoots: roots.flatMap(({ name, digest, refreshedAt }) =>
      digest === null ? [] : [{ name, digest, refreshedAt }],
    ),
    notices: [...problems, ...rootNotices(roots, cli.now()), ...expiryNotices(layers, cli.now())],
  }
}

/** Does something accept connections on this Unix socket? */
function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
