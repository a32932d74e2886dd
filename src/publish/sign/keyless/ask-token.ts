import * as v from 'valibot'
import { EncodingError, parseJson } from '../../../encoding/index.ts'
import { isSafeAddress } from './safe-address.ts'
import { ask, failed, MAX_ANSWER_BYTES, type Fetch } from './service.ts'

const Answer = v.looseObject({ value: v.pipe(v.string(), v.minLength(1)) })

/**
 * Asks GitHub for a job's identity token with the audience `sigstore`, at the address and with the secret that a job with the permission
 * `id-token: write` has in its environment. The token lives for some minutes only. Throws `SignError` `service`.
 */
export async function askJobToken(
  fetch: Fetch,
  { url, secret }: { readonly url: string; readonly secret: string },
): Promise<string> {
  const address = URL.parse(url)
  if (address === null || !isSafeAddress(address)) throw failed(url.slice(0, 200), 'it is no https address')
  address.searchParams.set('audience', 'sigstore')
  const headers = { authorization: `Bearer ${secret}`, accept: 'application/json' }
  const answer = await ask(fetch, address.href, { headers })
  const read = v.safeParse(Answer, jsonOf(answer))
  if (!read.success) throw failed(address.href, 'it gave no token')
  return read.output.value
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes, { maxBytes: MAX_ANSWER_BYTES, maxDepth: 8 })
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
