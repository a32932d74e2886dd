import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sourceTree, type RawPage } from '../../world/index/index.ts'
import { inheritedEnvironment, mustRun, story, type GuardedResult, type Scene } from '../harness/index.ts'
import { attack, installs, type Attack } from './attack.ts'
import type { ChannelCase } from './channel-case.ts'

const denied = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: no-vcs, version: 1 }
extends: [preset:balanced]
rules: [{ id: no-vcs, match: { kind: [vcs] }, deny: "only releases" }]
`
const allowed = denied.replace(/^rules.*\n/m, '')

type Tool = 'git' | 'hg' | 'svn' | 'bzr'

/** Commands that make a repository of the folder that they run in; `svn` needs one beside it. */
const COMMITS: Readonly<Record<Tool, readonly (readonly string[])[]>> = {
  git: [
    ['init', '-q'],
    ['add', '.'],
    ['-c', 'user.name=World', '-c', 'user.email=world@world.example', 'commit', '-q', '-m', 'all'],
    ['update-server-info'],
  ],
  hg: [['init'], ['add', '-q'], ['commit', '-q', '-m', 'all', '-u', 'World']],
  svn: [['import', '-q', '-m', 'all', '.', 'STORE']],
  bzr: [
    ['init', '-q'],
    ['whoami', '--branch', 'World <world@world.example>'],
    ['add', '-q'],
    ['commit', '-q', '-m', 'all'],
  ],
}

const toolMissing = (tool: Tool) => (): string | null =>
  existsSync(`/usr/bin/${tool}`) ? null : `\`${tool}\` is not on this machine`

/** A repository with a package in it; gives its address as a `file:` URL without the scheme. */
async function repository({ home }: Scene, tool: Tool): Promise<string> {
  const [folder, store] = [join(home.root, 'repository'), join(home.root, 'store')]
  if (existsSync(folder)) return tool === 'svn' ? store : folder
  await mkdir(folder)
  for (const [name, text] of Object.entries(sourceTree({ project: 'omega', version: '1.0' }))) {
    await writeFile(join(folder, name), text)
  }
  const options = { env: { ...inheritedEnvironment(), HOME: home.root }, cwd: folder }
  if (tool === 'svn') await mustRun('svnadmin', ['create', store], options)
  for (const words of COMMITS[tool]) {
    await mustRun(
      tool,
      words.map((word) => (word === 'STORE' ? `file://${store}` : word)),
      options,
    )
  }
  return tool === 'svn' ? store : folder
}

/** A program that comes first on the user's PATH. */
async function inEnvironment(it: Scene, name: string, script: string): Promise<void> {
  await writeFile(join(it.venv.bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

type Attempt = (it: Scene) => Promise<GuardedResult>

/** What the policy denies is never fetched; what it allows is fetched, built and recorded with its commit. */
function vcs(name: string, tool: Tool, attempt: Attempt, more: Partial<Attack> = {}): ChannelCase {
  return attack({
    name,
    unsupported: toolMissing(tool),
    codes: ['TC4001', 'TC4005'],
    attempt: async (it, turn) => {
      await it.home.writePolicy(turn === 'changed' ? denied : allowed)
      return await attempt(it)
    },
    proves: async (it, result) => {
      await installs('omega-1.0')(it, result)
      const locations = result.report?.artifacts.map(({ location }) => location) ?? []
      assert.ok(
        locations.some((location) => /repository|store/.test(location)),
        story(result),
      )
    },
    ...more,
  })
}

/** The files of a repository, as a web server without any git in it serves them. */
async function served(folder: string): Promise<Readonly<Record<string, RawPage>>> {
  const git = join(folder, '.git')
  const names = await readdir(git, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const pages = await Promise.all(
    files.map(async (file) => {
      const page = { contentType: 'application/octet-stream', body: await readFile(file) }
      return [`/repository${file.slice(git.length)}`, page] as const
    }),
  )
  return Object.fromEntries(pages)
}

export const vcsCases: readonly ChannelCase[] = [
  vcs(
    'git repository',
    'git',
    async (it) => await it.pip(['install', `git+file://${await repository(it, 'git')}`]),
  ),
  vcs(
    'git repository, editable',
    'git',
    async (it) => await it.pip(['install', '-e', `git+file://${await repository(it, 'git')}#egg=omega`]),
  ),
  vcs('git+https', 'git', async (it) => {
    it.index.replace({ api: '1.4', projects: [], extras: await served(await repository(it, 'git')) })
    const env = { GIT_SSL_CAINFO: it.caFile }
    return await it.pip(['install', `omega @ git+${it.index.base}/repository`], { env })
  }),
  vcs('git+ssh', 'git', async (it) => {
    const folder = await repository(it, 'git')
    await inEnvironment(it, 'ssh', 'for last; do :; done\nexec sh -c "$last"')
    return await it.pip(['install', `git+ssh://me@host.example${folder}`])
  }),
  vcs(
    'hg repository',
    'hg',
    async (it) => await it.pip(['install', `hg+file://${await repository(it, 'hg')}#egg=omega`]),
  ),
  vcs(
    'svn repository',
    'svn',
    async (it) => await it.pip(['install', `svn+file://${await repository(it, 'svn')}#egg=omega`]),
  ),
  vcs('bzr repository', 'bzr', async (it) => {
    // It looks for its own modules by the first Python on PATH, which is the environment's.
    await inEnvironment(it, 'bzr', 'PATH=/usr/bin:/bin exec /usr/bin/bzr "$@"')
    return await it.pip(['install', `bzr+file://${await repository(it, 'bzr')}#egg=omega`])
  }),
  vcs('git repository in a requirements file', 'git', async (it) => {
    await writeFile(join(it.home.work, 'vcs.txt'), `git+file://${await repository(it, 'git')}\n`)
    return await it.pip(['install', '-r', 'vcs.txt'])
  }),
  attack({
    name: 'git+http, which anybody on the way could change',
    unsupported: toolMissing('git'),
    codes: ['TC4003'],
    attempt: async (it, turn) => {
      const folder = await repository(it, 'git')
      const url = turn === 'changed' ? 'git+http://plain.example/repository' : `git+file://${folder}`
      return await it.pip(['install', url])
    },
    proves: installs('omega-1.0'),
  }),
]
