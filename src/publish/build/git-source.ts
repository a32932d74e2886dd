import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { BuildError } from './build-error.ts'
import type { BuildWorld } from './build-world.ts'
import { lastLines } from './installer.ts'
import type { GitIdentity, Source, SourceWish } from './source.ts'
import { settleTree } from './tree.ts'

const TIMEOUT_MS = 5 * 60 * 1000
const MOST_NAMED = 5
const COMMIT = /^[0-9a-f]{40,64}$/

type Git = (...args: readonly string[]) => Promise<string>

/** The commit that a folder of git is at. Throws `BuildError` `source`, `dirty` or `moved-tag`. */
export async function openGitSource(
  folder: string,
  { tag, epochSeconds, mayDiffer }: SourceWish,
  world: BuildWorld,
): Promise<Source> {
  const git = gitIn(folder, world)
  const top = await git('rev-parse', '--show-toplevel').catch((cause: unknown) => {
    throw new BuildError('source', {
      message: `\`${folder}\` is in no git repository with a commit: a build is of a commit, or of a source distribution`,
      hint: 'git init && git add . && git commit',
      cause,
    })
  })
  const commit = await git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}').catch((cause: unknown) => {
    throw new BuildError('source', {
      message: `the repository \`${top}\` has no commit yet: a build is of a commit`,
      hint: 'git add . && git commit',
      cause,
    })
  })
  if (!COMMIT.test(commit))
    throw new BuildError('source', { message: `expected a commit and found \`${commit}\`` })
  await checkClean(git, top, mayDiffer)
  if (existsSync(join(top, '.gitmodules')))
    throw new BuildError('source', {
      message: 'the repository has submodules, which are not built from',
      hint: 'build from a source distribution',
    })
  const remote = await remoteOf(git)
  if (tag !== null) await checkTag(git, tag, commit, remote !== null)
  const epoch = epochSeconds ?? Number(await git('show', '--no-patch', '--format=%ct', commit))
  const identity: GitIdentity = { kind: 'git', remote, commit, tag, subfolder: relative(top, folder) || '.' }
  return { identity, epochSeconds: epoch, copyTo: (into) => cloneTo(into, top, identity, epoch, world) }
}

/** A clone has the history that some back-ends take the version from, and none of the person's settings. */
async function cloneTo(
  into: string,
  top: string,
  { commit, subfolder }: GitIdentity,
  epochSeconds: number,
  world: BuildWorld,
): Promise<string> {
  await gitIn(top, world)('clone', '--quiet', '--no-checkout', '--no-hardlinks', '--template=', top, into)
  await gitIn(into, world)('checkout', '--quiet', '--detach', commit)
  await settleTree(into, epochSeconds)
  return join(into, subfolder)
}

function gitIn(folder: string, { run, env }: BuildWorld): Git {
  const own = {
    ...env,
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  }
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE']) Reflect.deleteProperty(own, name)
  return async (...args) => {
    const settings = ['-c', 'safe.directory=*', '-c', 'core.autocrlf=false', '-c', 'core.fsmonitor=false']
    const ended = await run('git', [...settings, ...args], { cwd: folder, env: own, timeoutMs: TIMEOUT_MS })
    if (ended.code === 0) return ended.stdout.replace(/\n$/, '')
    throw new BuildError('source', {
      message: `\`git ${args[0]}\` failed in \`${folder}\`:\n${lastLines(ended.output, 4)}`,
    })
  }
}

async function checkClean(git: Git, top: string, mayDiffer: readonly string[]): Promise<void> {
  const lines = (await git('status', '--porcelain=v1', '--untracked-files=all', '--no-renames', '-z')).split(
    '\0',
  )
  const left = mayDiffer.map((path) => relative(top, path))
  const changed = lines
    .filter((line) => line !== '' && !isLeft(line, left))
    .map((line) => line.slice('XY '.length))
  if (changed.length === 0) return
  if (changed.every((path) => path === 'build.lock' || path.endsWith('/build.lock')))
    throw lockNotCommitted(changed)
  const named = changed.slice(0, MOST_NAMED).join(', ')
  const more = changed.length > MOST_NAMED ? ` and ${changed.length - MOST_NAMED} more` : ''
  throw new BuildError('dirty', {
    message: `expected the files of a commit and found others, changed or new: ${named}${more}`,
    hint: 'git add and git commit them, or git stash --include-untracked; what is never committed goes into .gitignore',
  })
}

/** In folders of outputs new files are left, and no others: what is committed there is part of the source. */
function isLeft(line: string, left: readonly string[]): boolean {
  const path = line.slice('XY '.length)
  return left.some((each) => path === each || (line.startsWith('?? ') && path.startsWith(`${each}/`)))
}

function lockNotCommitted(paths: readonly string[]): BuildError {
  return new BuildError('dirty', {
    message: `\`${paths.join('`, `')}\` is new or changed: a build takes the lock of the commit`,
    hint: `git add ${paths.join(' ')} && git commit`,
  })
}

async function remoteOf(git: Git): Promise<string | null> {
  const names = (await git('remote')).split('\n')
  if (!names.includes('origin')) return null
  return withoutCredentials(await git('remote', 'get-url', 'origin'))
}

function withoutCredentials(address: string): string {
  return address.replace(/([a-z+]+:\/\/)[^/@\s]*@/g, '$1')
}

/** A tag that stands for another commit here or at `origin` was moved: somebody took one of the two for the release. */
async function checkTag(git: Git, tag: string, commit: string, hasRemote: boolean): Promise<void> {
  const here = await git('rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`).catch(() => null)
  if (here === null)
    throw new BuildError('source', { message: `there is no tag \`${tag}\``, hint: `git tag ${tag}` })
  if (here !== commit) throw moved(tag, here, 'the commit that is checked out', commit)
  if (!hasRemote) return
  const lines = (await tagsAtOrigin(git, tag)).split('\n')
  const last = lines.at(-1)?.split('\t')[0] ?? ''
  if (last !== '' && last !== here) throw moved(tag, here, '`origin`', last)
}

async function tagsAtOrigin(git: Git, tag: string): Promise<string> {
  try {
    return await git('ls-remote', 'origin', `refs/tags/${tag}`, `refs/tags/${tag}^{}`)
  } catch (cause) {
    if (!(cause instanceof BuildError)) throw cause
    throw new BuildError('source', {
      message: `\`origin\` can’t be asked whether the tag \`${tag}\` was moved: ${withoutCredentials(cause.message)}`,
      hint: 'try again when `origin` can be reached, or build without --tag',
      cause,
    })
  }
}

function moved(tag: string, here: string, where: string, there: string): BuildError {
  return new BuildError('moved-tag', {
    message: `the tag \`${tag}\` was moved: here it is ${here.slice(0, 12)}, and ${where} has ${there.slice(0, 12)}`,
    hint: `git fetch --tags, and see which of the two was released`,
  })
}
