import type { ProjectName } from '../../src/python/index.ts'
import { addressKey, publicAddress, type OpenRun } from '../runs/index.ts'
import { basic } from '../pip-settings/index.ts'
import type { Fetch } from './fetch.ts'
import { perRun } from './per-run.ts'
import { fetchPage } from './fetch-page.ts'

/** What a private index says of a name: its own, not its own, or nothing. */
type Said = 'has' | 'none' | 'silent'

/** Asks private indexes whether a name is theirs. */
export interface PrivateNames {
  /** The first of these indexes that this run uses and that has the project, or does not say; null where none is in the way. */
  homeOf(
    run: OpenRun,
    project: ProjectName,
    privateIndexes: readonly string[],
  ): Promise<{ readonly index: string; readonly said: 'has' | 'silent' } | null>
}

/** Each index is asked once in a run about each project. */
export function privateNames(fetch: Fetch): PrivateNames {
  const known = perRun<Said>()
  return {
    async homeOf(run, project, privateIndexes) {
      for (const index of usedOf(run, privateIndexes)) {
        const shown = publicAddress(index)
        const said = await known(run, `${shown} ${project}`, () => ask(run, index, project, fetch))
        if (said !== 'none') return { index: shown, said }
      }
      return null
    },
  }
}

/** Those among pip's settings, with their credentials, and those that pip asked in this run because some text names them. */
function usedOf(run: OpenRun, privateIndexes: readonly string[]): readonly URL[] {
  const wanted = new Set(privateIndexes.map(keyOf))
  const asked = run.pages.pages().map(({ index }) => new URL(index.url))
  const used = [...run.settings.indexUrls, ...asked].filter((url) => wanted.has(keyOf(publicAddress(url))))
  return [...new Map(used.toReversed().map((url) => [keyOf(publicAddress(url)), url])).values()]
}

/** Addresses of indexes are compared without the slash at their end. */
function keyOf(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? url : addressKey(parsed).replace(/\/*$/, '')
}

async function ask(run: OpenRun, index: URL, project: ProjectName, fetch: Fetch): Promise<Said> {
  const url = new URL(`${index.pathname.replace(/\/*$/, '')}/${project}/`, index)
  const authorization = basic(index) ?? authorizationFrom(run, index)
  url.username = ''
  url.password = ''
  const answer = await fetchPage(run, url, authorization, fetch)
  if (answer.kind === 'page') return answer.page.files.length > 0 ? 'has' : 'none'
  return answer.kind === 'missing' ? 'none' : 'silent'
}

/** What pip itself sent to this very origin in this run, for credentials that it has from a netrc or a keyring. */
function authorizationFrom(run: OpenRun, index: URL): string | null {
  const page = run.pages
    .pages()
    .findLast(({ url, authorization }) => url.origin === index.origin && authorization !== null)
  return page?.authorization ?? null
}
