import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openSource, type BuildWorld, type Source } from '../build/index.ts'
import { ReproduceError } from './reproduce-error.ts'

/** A commit of a repository, as a person names it: `REPO@COMMIT`, with `#subdirectory=DIR` where the project isn’t at the top. */
export interface CommitWish {
  readonly repository: string
  /** All 40 (or 64) hexadecimal digits: nothing that could be moved. */
  readonly commit: string
  /** The project's folder in it, `.` for the top. */
  readonly subfolder: string
}

const TIMEOUT_MS = 15 * 60 * 1000
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
/** What git is asked to speak; `ext::` runs programs. */
const PROTOCOLS = 'https:ssh:file'

/** Reads `REPO@COMMIT`, also as pip writes it: `git+https://…@COMMIT#subdirectory=DIR`. Throws `ReproduceError` `source`. */
export function parseCommitWish(text: string): CommitWish {
  const [, address = '', subfolder = '.'] = /^(?:git\+)?([^#]*)(?:#subdirectory=([^#&]+))?$/.exec(text) ?? []
  const at = address.lastIndexOf('@')
  const [repository, commit] = [address.slice(0, Math.max(at, 0)), address.slice(at + 1)]
  // A name that begins with a dash would be an option.
  if (COMMIT.test(commit) && /^[^-]/.test(repository) && staysInside(subfolder))
    return { repository, commit, subfolder }
  throw new ReproduceError('source', {
    message: `expected \`REPO@COMMIT\`, the commit with all its digits, and found \`${text.slice(0, 200)}\``,
    hint: 'git rev-parse TAG^{commit}',
  })
}

function staysInside(folder: string): boolean {
  return !folder.startsWith('/') && !folder.split('/').includes('..')
}

/** A checkout of a commit, as a source, until `close`. The repository’s hooks and filters don’t run. Throws `ReproduceError` `source`, `BuildError`. */
export async function openCommit(
  { repository, commit, subfolder }: CommitWish,
  world: BuildWorld,
): Promise<{ readonly source: Source; readonly close: () => Promise<void> }> {
  const folder = await mkdtemp(join(world.temporary, 'pip-trust-checkout-'))
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const clone = join(folder, 'tree')
    const from = addressOf(repository, world)
    await git(['clone', '--quiet', '--no-checkout', '--template=', '--', from, clone], folder, world)
    await git(['checkout', '--quiet', '--detach', commit, '--'], clone, world)
    const wish = {
      path: join(clone, subfolder),
      tag: null,
      epochSeconds: null,
      outFolder: null,
      mayDiffer: [],
    }
    return { source: await openSource(wish, world), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A repository in a folder here is named from where the person is. */
function addressOf(repository: string, { cwd }: BuildWorld): string {
  const here = resolve(cwd, repository)
  return existsSync(here) ? here : repository
}

async function git(args: readonly string[], folder: string, { run, env }: BuildWorld): Promise<void> {
  const own = {
    ...env,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: PROTOCOLS,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  }
  const settings = [
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'core.autocrlf=false',
    '-c',
    'core.fsmonitor=false',
  ]
  const ended = await run('git', [...settings, ...args], { cwd: folder, env: own, timeoutMs: TIMEOUT_MS })
  if (ended.code === 0) return
  const words = ended.output.trim().split('\n').slice(-4).join('\n')
  throw new ReproduceError('source', { message: `\`git ${args[0] ?? ''}\` failed:\n${words}` })
}
