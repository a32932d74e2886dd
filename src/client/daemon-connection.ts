import type {
  ArtifactQuestion,
  Bypass,
  CanaryRequest,
  DecisionRecord,
  DecisionsReply,
  DigestWanted,
  HelloReply,
  HistoryEvent,
  HistoryReply,
  PageReply,
  PolicyStatus,
  StatusReply,
  SuffixedDigest,
} from '../protocol/index.ts'
import type { ProjectName } from '../python/index.ts'
import type { Evidence, Listing, RememberedPublisher, Run, Verdict, Withheld } from '../verdict/index.ts'

/** A question about one artifact; the envelope is the connection's matter. */
export type Question = Omit<ArtifactQuestion, 'v' | 'id' | 'type'>

export interface AskOptions {
  /** Digests over the artifact's bytes and a suffix, when a signature needs them. Absent: the bytes are not at hand. */
  readonly digests?: (wanted: readonly DigestWanted[]) => Promise<readonly SuffixedDigest[]>
  /** The provenance of an earlier file of the same page, when the daemon wants to know who attested it. Absent: it can't be had. */
  readonly precedent?: (filename: string) => Promise<readonly Evidence[]>
  readonly signal?: AbortSignal
}

/** A page of records: newest first, older than `before`. */
export interface Paging {
  /** Seconds since the epoch, UTC. */
  readonly since: number
  readonly before: number | null
  readonly limit: number
}

/**
 * A session with the daemon. Every call rejects with a `ClientError`: `closed` when the session ended before the
 * answer, `timeout` when none came in time, `refused` or `protocol` when the daemon answered with an error. To go on after
 * that, open another one.
 */
export interface DaemonConnection {
  readonly hello: HelloReply
  /** May this artifact be used? */
  ask(question: Question, options?: AskOptions): Promise<Verdict>
  /** Records of decisions, newest first: of `ref` (`TC2103-7f3a` or a bare code), or of the last run. */
  why(query: { readonly ref: string | null; readonly limit: number }): Promise<readonly DecisionRecord[]>
  /** Tells what a project's page lists, in as many frames as it takes; resolves with what is to be kept out of it. */
  releases(run: Run, listing: Listing): Promise<readonly Withheld[]>
  /** May this index be asked about this project? */
  page(
    query: Pick<Listing, 'index' | 'project'> & { readonly run: Run },
  ): Promise<Pick<PageReply, 'denial' | 'privateIndexes'>>
  decisions(paging: Paging): Promise<Pick<DecisionsReply, 'decisions' | 'next'>>
  history(paging: Paging): Promise<Pick<HistoryReply, 'records' | 'next'>>
  append(actor: string, event: HistoryEvent): Promise<void>
  /** Loads what is configured anew; resolves with what is in force then. */
  reload(): Promise<PolicyStatus>
  publishers(project: ProjectName | null): Promise<readonly RememberedPublisher[]>
  changePublisher(change: {
    readonly actor: string
    readonly action: 'accept' | 'forget'
    readonly remembered: RememberedPublisher
  }): Promise<void>
  /** Begins a bypass, or ends it; rejects with `refused` where the policy in force allows none. */
  bypass(actor: string, bypass: Bypass | null): Promise<Bypass | null>
  /** Lets a canary in for a short while; resolves with when that ends, seconds since the epoch. */
  canary(canary: Pick<CanaryRequest, 'nonce' | 'key' | 'signature'>): Promise<number>
  status(): Promise<StatusReply>
  /** Asks the daemon to end; resolves once it has said that it will. */
  stop(how: { readonly drain: boolean }): Promise<void>
  /** Ends this session; resolves when it has ended. */
  close(): Promise<void>
  /** Resolves, never rejects, when the session has ended for whatever reason. */
  readonly closed: Promise<void>
}
