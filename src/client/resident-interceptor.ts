import { request } from 'node:http'
import { isJsonObject, parseJson } from '../encoding/index.ts'

/** The interceptor that answers at a socket. */
export interface ResidentInterceptor {
  readonly version: string
  readonly pid: number
}

const CALL_MS = 2_000
const ANSWER_LIMITS = { maxBytes: 4096, maxDepth: 4 } as const

/** Who answers at the interceptor's socket; null when nobody does: it may be absent, about to begin or to end. */
export async function residentInterceptor(socketPath: string): Promise<ResidentInterceptor | null> {
  const text = await callResident(socketPath, 'GET', '/v1/version')
  return text === null ? null : parseResident(text)
}

/** Asks the interceptor to take no new runs, and to end when the open ones have; no matter whether one is there. */
export async function stopInterceptor(socketPath: string): Promise<void> {
  await callResident(socketPath, 'POST', '/v1/stop')
}

function parseResident(text: string): ResidentInterceptor | null {
  try {
    const found = parseJson(text, ANSWER_LIMITS)
    if (!isJsonObject(found)) return null
    const { version, pid } = found
    return typeof version === 'string' && typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0
      ? { version, pid }
      : null
  } catch {
    // What does not speak JSON is no interceptor.
    return null
  }
}

/** The body of the answer; null when there is none. */
export function callResident(socketPath: string, method: string, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const asking = request({ socketPath, method, path, agent: false, timeout: CALL_MS }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text = (text + chunk).slice(0, ANSWER_LIMITS.maxBytes)
      })
      response.on('close', () => resolve(response.statusCode === 200 ? text : null))
    })
    asking.on('timeout', () => asking.destroy())
    asking.on('error', () => resolve(null))
    asking.end()
  })
}
