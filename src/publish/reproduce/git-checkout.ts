import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openSource, type BuildWorld, type Source } from '../build/index.ts'
import { ReproduceError } from './reproduce-error.ts'

/** A commit of a repository, as a person names it: `REPO@COMMIT`. */
export interface CommitWish {
  readonly repository: string
  /** All 40 (or 64) hexadecimal digits: nothing that could be moved. */
  readonly commit: string
}

const TIMEOUT_MS = 15 * 60 * 1000
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
/** What git is asked to speak; `ext::` runs programs. */
const PROTOCOLS = 'https:ssh:file'

/** Reads `REPO@COMMIT`. Throws `ReproduceError` `source`. */
export function parseCommitWish(text: string): CommitWish {
  const at = text.lastIndexOf('@')
  const [repository, commit] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)]
  // A name that begins with a dash would be an option.
  if (COMMIT.test(commit) && /^[^-]/.test(repository)) return { repository, commit }
  throw new ReproduceError('source', {
    message: `expected \`REPO@COMMIT\`, the commit with all its digits, and found \`${text.slice(0, 200)}\``,
    hint: 'git rev-parse TAG^{commit}',
  })
}

/** A checkout of a commit, as a source, until `close`. The repository’s hooks and filters don’t run. Throws `ReproduceError` `source`, `BuildError`. */
export async function openCommit(
  { repository, commit }: CommitWish,
  world: BuildWorld,
): Promise<{ readonly source: Source; readonly close: () => Promise<void> }> {
  const folder = await mkdtemp(join(world.temporary, 'pip-trust-checkout-'))
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const clone = join(folder, 'tree')
    await git(['clone', '--quiet', '--no-checkout', '--template=', '--', repository, clone], folder, world)
    await git(['checkout', '--quiet', '--detach', commit, '--'], clone, world)
    const wish = { path: clone, tag: null, epochSeconds: null, outFolder: null, mayDiffer: [] }
    return { source: await openSource(wish, world), close }
  } catch (error) {
    await close()
    throw error
  }
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
