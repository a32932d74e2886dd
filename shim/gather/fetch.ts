import type { OpenRun } from '../runs/index.ts'

/** A document that we fetched ourselves, whole and decoded. */
export interface Fetched {
  readonly status: number
  /** Where it came from, after redirects; of a redirect that is told, where it leads. */
  readonly url: URL
  readonly contentType: string
  readonly bytes: Uint8Array
}

interface FetchWish {
  /** Sent to this URL's origin only; dropped by a redirect to another. */
  readonly authorization: string | null
  readonly accept: string
  readonly maxBytes: number
  /** `tell`: a redirect is the answer. Followed where absent. */
  readonly redirects?: 'tell'
  /** Less than the usual limit. */
  readonly timeoutMs?: number
}

/**
 * Fetches a document with a run's own upstream settings (proxy, certificates), following at most five redirects.
 * Rejects where there is no answer in time, where it is larger than `maxBytes`, or where https leads to http.
 */
export type Fetch = (run: OpenRun, url: URL, wish: FetchWish) => Promise<Fetched>
