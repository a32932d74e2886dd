import { type AskOptions, ClientError, type DaemonConnection, type Question } from '../../src/client/index.ts'
import type { HelloReply } from '../../src/protocol/index.ts'
import type { Listing, Run, Verdict, Withheld } from '../../src/verdict/index.ts'

/** After a failed start, questions fail at once for this long instead of each waiting for another start. */
const FAILED_MS = 2_000

/** The one warm connection to the daemon, opened again when it is lost. */
export interface DaemonLink {
  /** Rejects with a `ClientError`; a connection lost in mid-question is tried once more on a new one. */
  ask(question: Question, options: AskOptions): Promise<Verdict>
  /** Tells what a page lists; resolves with what is to be kept out of it. Rejects as `ask` does. */
  releases(run: Run, listing: Listing): Promise<readonly Withheld[]>
  /** May an index be asked about a project? Rejects as `ask` does. */
  page: DaemonConnection['page']
  /** The policy that the daemon enforces, as it said when the connection began; null while there is none. */
  policy(): HelloReply['policy'] | null
  /** A run begins: a failed start that earlier runs saw is not held against it. Connects where nothing is open. */
  greet(): void
  close(): Promise<void>
}

/** Opens the connection at once, beside everything else. `clock` is in milliseconds. */
export function daemonLink(open: () => Promise<DaemonConnection>, clock: () => number): DaemonLink {
  let current: Promise<DaemonConnection> | null = null
  let hello: HelloReply | null = null
  let failedAt = -Infinity
  let failure: unknown = null
  const forget = (connection: Promise<DaemonConnection>): void => {
    if (current === connection) current = null
  }
  const connect = (): Promise<DaemonConnection> => {
    if (current !== null) return current
    if (clock() - failedAt < FAILED_MS) return Promise.reject(failure)
    const opening = open()
    current = opening
    opening.then(
      (connection) => {
        hello = connection.hello
        void connection.closed.then(() => forget(opening))
      },
      (error: unknown) => {
        failedAt = clock()
        failure = error
        forget(opening)
      },
    )
    return opening
  }
  const greet = (): void => {
    failedAt = -Infinity
    void connect().catch(() => undefined)
  }
  greet()
  /** A connection lost in mid-question is made anew once. */
  const twice = async <Answer>(ask: (connection: DaemonConnection) => Promise<Answer>): Promise<Answer> => {
    const first = connect()
    try {
      return await ask(await first)
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== 'closed') throw error
      forget(first)
      return await ask(await connect())
    }
  }
  return {
    ask: (question, options) => twice((connection) => connection.ask(question, options)),
    releases: (run, listing) => twice((connection) => connection.releases(run, listing)),
    page: (query) => twice((connection) => connection.page(query)),
    policy: () => hello?.policy ?? null,
    greet,
    close: async () => {
      const connection = await current?.catch(() => null)
      await connection?.close()
    },
  }
}
