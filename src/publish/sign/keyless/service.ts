import { EncodingError, parseJson, readBounded, type JsonValue } from '../../../encoding/index.ts'
import { SignError } from '../sign-error.ts'

/** Fulcio's and Rekor's answers have some 10 kB. */
export const MAX_ANSWER_BYTES = 1024 * 1024
const TIMEOUT_MS = 30_000

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Asks a service of the instance once, bounded in time and size, following nobody elsewhere. Throws `SignError` `service`. */
export async function post(
  fetch: Fetch,
  url: string,
  body: Uint8Array | string,
  contentType: string,
): Promise<Uint8Array> {
  return await ask(fetch, url, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
}

/** The same for whatever is asked. */
export async function ask(fetch: Fetch, url: string, init: RequestInit): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (response.ok && response.body !== null)
      return await readBounded(response.body, { maxBytes: MAX_ANSWER_BYTES })
    await response.body?.cancel()
    throw failed(url, `it answered ${response.status}`)
  } catch (cause) {
    if (cause instanceof SignError || !(cause instanceof Error)) throw cause
    throw failed(url, cause.message, cause)
  }
}

/** The same with JSON both ways. */
export async function postJson(fetch: Fetch, url: string, body: JsonValue): Promise<JsonValue> {
  const answer = await post(fetch, url, JSON.stringify(body), 'application/json')
  try {
    return parseJson(answer, { maxBytes: MAX_ANSWER_BYTES, maxDepth: 16 })
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw failed(url, cause.message, cause)
  }
}

/** What a service did not do; nothing of what was sent is in it. */
export function failed(url: string, why: string, cause?: unknown): SignError {
  return new SignError('service', {
    message: `\`${url}\` did not do its part: ${why}; nothing was signed`,
    hint: 'try again, or sign with a key alone, which asks nobody: trustctl sign --key FINGERPRINT FILE',
    cause,
  })
}
