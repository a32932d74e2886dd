/**
 * What a witness and the interceptor say to each other: HTTP/1.1 with JSON bodies over the interceptor's Unix socket
 * (0600, in a 0700 folder). Every call but `open` carries `Authorization: Bearer TOKEN`.
 *
 *   POST /v1/runs         OpenRequest   → OpenReply     a main pip process starts
 *   POST /v1/runs/hello   HelloRequest  → Ack           the audit hook is in place; before this the proxy serves nothing
 *   POST /v1/runs/judge   JudgeRequest  → JudgeReply    may this archive be opened, this tree be built?
 *   POST /v1/runs/logins  LoginsRequest → LoginsReply   waits until something is to be asked of keyring
 *   POST /v1/runs/event   EventRequest  → Ack           something to record
 *   POST /v1/runs/close   CloseRequest  → CloseReply    pip is done; what to print
 *   GET  /v1/version                    → VersionReply  which interceptor this is; needs no token
 *   POST /v1/guard                     → GuardReply    take the guard's record up as it is now; needs no token
 *   POST /v1/stop                       → Ack           take no new runs, end when the open ones have; needs no token
 *
 * A run ends when the connection that opened it ends. Any status but 200 has `{code, message, hint}` as its body and
 * ends the witness's process.
 */
import type { LoginAnswer, LoginQuestion } from './logins.ts'
import type { Version } from '../../src/python/index.ts'
import type { Decision, ReasonCode, Withheld } from '../../src/verdict/index.ts'

export interface OpenRequest {
  readonly v: 1
  readonly pid: number
  readonly cwd: string
  /** pip's arguments, without the program. */
  readonly argv: readonly string[]
  readonly python: { readonly version: string; readonly executable: string; readonly prefix: string }
  readonly pip: { readonly version: string; readonly location: string }
  /** Only variables that pip and its HTTP stack read: `PIP_*`, `*_proxy`, `REQUESTS_CA_BUNDLE`, `NETRC`, `CI`, … */
  readonly env: Readonly<Record<string, string>>
  /** pip's configuration files in the order pip loads them, with their text. */
  readonly config: readonly { readonly path: string; readonly text: string }[]
}

export interface OpenReply {
  readonly token: string
  /** `http://run:TOKEN@127.0.0.1:PORT` */
  readonly proxy: string
  readonly port: number
  /** The merged certificate bundle. */
  readonly caBundle: string
  /** To put before the first bare `--`, else at the end, of pip's arguments. */
  readonly args: readonly string[]
  /** To set (or, for null, to remove) in pip's environment. */
  readonly env: Readonly<Record<string, string | null>>
  /** True where the witness is to wait for questions about logins (`runs/logins`), on a connection of its own. */
  readonly logins: boolean
}

export interface LoginsRequest {
  readonly v: 1
  /** To the question that the last reply had. */
  readonly answer: LoginAnswer | null
}

export interface LoginsReply {
  /** Null: ask again, or the run has ended. */
  readonly question: LoginQuestion | null
}

export interface HelloRequest {
  readonly v: 1
  readonly pid: number
  readonly role: 'main' | 'nested'
}

export interface Ack {
  readonly ok: true
}

export interface VersionReply {
  readonly version: string
  readonly pid: number
  /** Runs that are open now. */
  readonly runs: number
}

/** How the witness met an archive. The interceptor works out the rest (project, version, evidence) from the file itself. */
export type JudgeRequest = JudgeFile | JudgeTree

export interface JudgeFile {
  readonly v: 1
  readonly what: 'file'
  readonly pid: number
  /** Absolute, links resolved. */
  readonly path: string
  readonly sha256: string
  readonly size: number
  /** True where pip unpacks it to build from it: then it is no wheel to pip, whatever it is called. */
  readonly unpacked: boolean
  readonly declaredElsewhere: boolean
  /**
   * `download`: in a folder that pip made for downloads; `wheel-cache`: below pip's cache; `built`: pip's own build
   * made it in this run; `local`: anything else.
   */
  readonly place: 'download' | 'wheel-cache' | 'built' | 'local'
}

export interface JudgeTree {
  readonly v: 1
  readonly what: 'vcs' | 'directory'
  readonly pid: number
  /** Repository URL as pip gave it to the VCS (credentials are removed before anything is recorded), or the folder's path. */
  readonly location: string
  readonly revision: string | null
  /** True where a page, or the metadata of a package, from elsewhere names this (`x @ file:…`). */
  readonly declaredElsewhere: boolean
}

export interface JudgeReply {
  readonly decision: Decision
  readonly code: ReasonCode
  /** One line: what pip prints with the PermissionError. */
  readonly words: string
}

/** Whether the guard of `trustctl protect` is served. */
export interface GuardReply {
  readonly serving: boolean
  /** Why not; null where there is no guard. */
  readonly problem: string | null
}

export interface EventRequest {
  readonly v: 1
  readonly pid: number
  readonly type: 'socket-refused' | 'file-refused' | 'build-started' | 'text-file'
  readonly detail: string
  readonly code: ReasonCode | null
}

export interface CloseRequest {
  readonly v: 1
  readonly exitCode: number
  /** True where stderr is a terminal and neither NO_COLOR nor TERM=dumb is set. */
  readonly colour: boolean
}

export interface CloseReply {
  /** To print on stderr, ready made. */
  readonly lines: readonly string[]
  readonly refused: number
  /** The report, to be written to `PIP_TRUST_REPORT` when that is set. */
  readonly report: RunReport
}

/** One artifact of a run's report. */
export interface ReportedArtifact {
  readonly project: string | null
  readonly version: string | null
  readonly filename: string | null
  readonly sha256: string | null
  readonly channel: string
  readonly location: string
  readonly decision: Decision
  readonly code: ReasonCode
  readonly ref: string | null
  readonly facts: readonly unknown[]
  /** `GitHub pypa/sampleproject release.yml @ refs/heads/main` */
  readonly publisher: string | null
  readonly fromCache: boolean
}

/** What `PIP_TRUST_REPORT` holds. */
export interface RunReport {
  readonly version: 1
  readonly run: string
  readonly exitCode: number
  readonly policy: { readonly name: string; readonly version: number; readonly digest: string } | null
  readonly artifacts: readonly ReportedArtifact[]
  readonly counts: {
    readonly artifacts: number
    readonly verified: number
    readonly warned: number
    /** Allowed, and nobody vouched for them by an attestation or a signature. */
    readonly unsigned: number
    readonly refused: number
    readonly fromCache: number
  }
  /** What was kept out of pages because it is too young, and what pip took up instead. */
  readonly withheld: readonly {
    readonly project: string
    readonly used: readonly Version[]
    readonly releases: readonly Withheld[]
  }[]
  /** Refusals that are not about one artifact: connections, processes, pages. */
  readonly events: readonly {
    readonly type: string
    readonly code: ReasonCode | null
    readonly detail: string
  }[]
}
