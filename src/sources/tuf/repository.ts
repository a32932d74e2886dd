import { isAbsolute, join } from 'node:path'
import { EncodingError, readBounded } from '../../encoding/index.ts'
import { FilesError, readFileBounded } from '../../files/index.ts'
import type { Fetch } from '../template-source.ts'
import { TufError } from './tuf-error.ts'

/** The files of a TUF repository, wherever they lie. */
export interface TufRepository {
  /** For people: its address or folder. */
  readonly where: string
  /** Null where there is no such file. Throws `TufError` `unreachable` or `too-large`. */
  read(path: string, maxBytes: number): Promise<Uint8Array | null>
}

export interface RepositoryEffects {
  readonly fetch: Fetch
  /** Of one file, from the question to its last byte. */
  readonly fileMs: number
  /** Ends whatever is under way. */
  readonly signal: AbortSignal
}

/** Object stores say 403 of what isn't there to those who may not list it. */
const NOT_THERE = new Set([403, 404, 410])

/** The repository at an URL, or in an absolute folder: metadata at its top, targets below `targets/`. */
export function openRepository(where: string, effects: RepositoryEffects): TufRepository {
  return {
    where,
    read: isAbsolute(where)
      ? (path, maxBytes) => readFile(join(where, path), maxBytes)
      : (path, maxBytes) => ask(`${where.replace(/\/+$/, '')}/${path}`, maxBytes, effects),
  }
}

async function readFile(path: string, maxBytes: number): Promise<Uint8Array | null> {
  try {
    return await readFileBounded(path, { maxBytes })
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    const code = cause instanceof FilesError ? cause.code : null
    if (code === 'missing') return null
    throw new TufError(code === 'too-large' ? 'too-large' : 'unreachable', { message: cause.message, cause })
  }
}

/** Redirects are not followed: the person named this address and no other, and a loop ends before it begins. */
async function ask(
  url: string,
  maxBytes: number,
  { fetch, fileMs, signal }: RepositoryEffects,
): Promise<Uint8Array | null> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(fileMs)]),
      headers: { accept: 'application/json, */*;q=0.1' },
    })
    if (response.status === 200) return await bodyOf(response, maxBytes)
    await response.body?.cancel()
    if (NOT_THERE.has(response.status)) return null
    throw unexpected(url, response)
  } catch (cause) {
    throw cause instanceof TufError ? cause : failed(url, maxBytes, cause)
  }
}

async function bodyOf(response: Response, maxBytes: number): Promise<Uint8Array> {
  return response.body === null ? new Uint8Array() : await readBounded(response.body, { maxBytes })
}

function unexpected(url: string, { status, headers }: Response): TufError {
  const isRedirect = status >= 300 && status < 400
  const location = headers.get('location')
  return new TufError('unreachable', {
    message: isRedirect
      ? `\`${url}\` answers with a redirect (${status}) to \`${location ?? 'nowhere'}\`: redirects are not followed`
      : `\`${url}\` answered ${status}: expected 200`,
    hint: isRedirect ? 'trustctl trust add NAME --tuf URL, with the address that it leads to' : LATER,
  })
}

const LATER = 'trustctl trust refresh, later, or from a copy: trustctl trust refresh NAME --from FOLDER'

function failed(url: string, maxBytes: number, cause: unknown): TufError {
  if (cause instanceof EncodingError) {
    return new TufError('too-large', {
      message: `\`${url}\` is too large: more than ${maxBytes} bytes came`,
      cause,
    })
  }
  return new TufError('unreachable', {
    message: `\`${url}\` could not be fetched: ${whyOf(cause)}`,
    hint: LATER,
    cause,
  })
}

/** undici says «fetch failed» and keeps the reason behind it. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
