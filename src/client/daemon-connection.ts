import type {
  ArtifactQuestion,
  DecisionRecord,
  DigestWanted,
  HelloReply,
  StatusReply,
  SuffixedDigest,
} from '../protocol/index.ts'
import type { Verdict } from '../verdict/index.ts'

/** A question about one artifact; the envelope is the connection's matter. */
export type Question = Omit<ArtifactQuestion, 'v' | 'id' | 'type'>

export interface AskOptions {
  /** Digests over the artifact's bytes and a suffix, when a signature needs them. Absent: the bytes are not at hand. */
  readonly digests?: (wanted: readonly DigestWanted[]) => Promise<readonly SuffixedDigest[]>
  readonly signal?: AbortSignal
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
  status(): Promise<StatusReply>
  /** Asks the daemon to end; resolves once it has said that it will. */
  stop(how: { readonly drain: boolean }): Promise<void>
  /** Ends this session; resolves when it has ended. */
  close(): Promise<void>
  /** Resolves, never rejects, when the session has ended for whatever reason. */
  readonly closed: Promise<void>
}
