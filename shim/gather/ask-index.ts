import { bareHost, basicOf, loginIn, netrcLogin } from '../pip-settings/index.ts'
import { publicAddress, type OpenRun } from '../runs/index.ts'
import type { Fetch } from './fetch.ts'
import { fetchPage, type PageAnswer, type PageWish } from './fetch-page.ts'

/** What an index answered, and with which login. */
export interface AskedIndex {
  readonly answer: PageAnswer
  readonly authorization: string | null
}

/**
 * Asks an index for a page with the login that pip would send: its address's, netrc's, and keyring's where the index says
 * 401. A login that was let in is kept for the rest of the run.
 */
export async function askIndex(
  run: OpenRun,
  index: URL,
  wish: Omit<PageWish, 'authorization'>,
  fetch: Fetch,
): Promise<AskedIndex> {
  const known = run.sources.authorizationFor(index)
  const authorization = known ?? (await fromNetrc(run, index))
  const answer = await fetchPage(run, { ...wish, authorization }, fetch)
  const found = { answer, authorization }
  if (!isLocked(answer)) return kept(run, index, found)
  const login = await fromKeyring(run, index)
  if (login === null) return found
  return kept(run, index, {
    answer: await fetchPage(run, { ...wish, authorization: login }, fetch),
    authorization: login,
  })
}

const isLocked = (answer: PageAnswer): boolean => answer.kind === 'silent' && answer.status === 401

function kept(run: OpenRun, index: URL, found: AskedIndex): AskedIndex {
  if (found.authorization !== null && !isLocked(found.answer))
    run.sources.noteAsked(index, found.authorization)
  return found
}

async function fromNetrc(run: OpenRun, index: URL): Promise<string | null> {
  const login = await netrcLogin(run.settings.logins.netrcFiles, bareHost(index.hostname))
  return login === null ? null : basicOf(login)
}

async function fromKeyring(run: OpenRun, index: URL): Promise<string | null> {
  const { keyring } = run.settings.logins
  if (keyring === null) return null
  const user = loginIn(index)?.user ?? null
  const login = await run.logins.ask({ url: publicAddress(index), user, provider: keyring })
  return login === null ? null : basicOf(login)
}
