import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FileJudge, PageDesk } from '../gather/index.ts'
import type { OpenRun } from '../runs/index.ts'
import type { Upstream } from './upstream.ts'

/** One request of pip's, of a known and witnessed run. */
export interface Exchange {
  readonly run: OpenRun
  readonly url: URL
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Fires when pip has gone, or when its run has ended. */
  readonly gone: AbortSignal
}

/** What an exchange needs; handed in by the composition root. */
export interface ProxyWorld {
  readonly upstreamOf: (run: OpenRun) => Upstream
  readonly files: FileJudge
  readonly pages: PageDesk
  /** A private folder for what is held back. */
  readonly spoolFolder: string
  readonly limits: ProxyLimits
}

export interface ProxyLimits {
  /** Largest file that is held back on disk. */
  readonly maxFileBytes: number
  /** How long an answer whose verdict is under way is kept waiting before it is spooled instead. */
  readonly holdMs: number
  /** Silence towards pip after which a byte is let through to keep it waiting; pip gives up after 15 s. */
  readonly silenceMs: number
}

export const PROXY_LIMITS: ProxyLimits = { maxFileBytes: 16 * 1024 ** 3, holdMs: 1_500, silenceMs: 5_000 }
