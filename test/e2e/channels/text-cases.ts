import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { World } from '../../world/sigstore/index.ts'
import type { GuardedResult, Scene } from '../harness/index.ts'
import { alphaSite, alphaTwins, attack, layAlpha, makeKnown, type Turn } from './attack.ts'
import { newestOnly, since, type ChannelCase } from './channel-case.ts'
import { junkTail, sha256Hex, type Site } from '../../world/index/index.ts'

const NOWHERE = { PIP_INDEX_URL: 'https://nowhere.invalid/simple/' }

/** A requirements file by its text, which may name the index; pip itself is told of another one. */
async function required(it: Scene, text: string, words = ['-r', 'texts.txt']): Promise<GuardedResult> {
  await writeFile(join(it.home.work, 'texts.txt'), text)
  return await it.pip(['install', ...words], { env: NOWHERE })
}

const remoteText =
  (path: string, text: (it: Scene) => string) =>
  (world: World, turn: Turn, it: Scene): Site => ({
    ...alphaSite(world, turn),
    extras: { [path]: { contentType: 'text/plain', body: text(it) } },
  })

/** A lock file as pip reads it (PEP 751). */
function lockOf(it: Scene, turn: Turn): string {
  const { filename } = alphaTwins.honest
  const sha256 = sha256Hex(alphaTwins[turn].bytes)
  return `lock-version = "1.0"
created-by = "world"
[[packages]]
name = "alpha"
version = "1.0"
[[packages.wheels]]
name = "${filename}"
url = "${it.index.base}/files/${filename}"
hashes = { sha256 = "${sha256}" }
`
}

export const textCases: readonly ChannelCase[] = [
  attack({
    name: 'requirements file',
    codes: ['TC2111'],
    attempt: async (it) => {
      await writeFile(join(it.home.work, 'plain.txt'), '-r other.txt\n')
      await writeFile(join(it.home.work, 'other.txt'), 'alpha  # nested\n')
      return await it.pip(['install', '-r', 'plain.txt'])
    },
  }),
  attack({
    name: '--index-url in a requirements file',
    codes: ['TC2111'],
    attempt: async (it) => await required(it, `--index-url ${it.index.indexUrl}\nalpha\n`),
  }),
  attack({
    name: '--extra-index-url in a requirements file',
    codes: ['TC2111'],
    attempt: async (it) => {
      const empty = it.index.indexUrl.replace('/simple/', '/files/')
      return await required(it, `--index-url ${empty}\n--extra-index-url ${it.index.indexUrl}\nalpha\n`)
    },
  }),
  attack({
    name: 'remote --find-links page in a requirements file',
    codes: ['TC2111'],
    attempt: async (it) => await required(it, `--no-index\n--find-links ${it.index.indexUrl}alpha/\nalpha\n`),
  }),
  attack({
    name: '--trusted-host in a requirements file',
    codes: ['TC2111'],
    attempt: async (it) => {
      const { host } = new URL(it.index.base)
      await writeFile(join(it.home.work, 'texts.txt'), `--trusted-host ${host}\nalpha\n`)
      return await it.pip(['install', '-r', 'texts.txt'])
    },
  }),
  attack({
    name: 'URL in a requirements file',
    codes: ['TC2111'],
    attempt: async (it, _turn, world) => {
      await makeKnown(it, world)
      return await required(it, `alpha @ ${it.index.base}/files/${alphaTwins.honest.filename}\n`)
    },
  }),
  attack({
    name: '--index-url in a constraints file',
    codes: ['TC2111'],
    attempt: async (it) =>
      await required(it, `--index-url ${it.index.indexUrl}\nalpha==1.0\n`, ['-c', 'texts.txt', 'alpha']),
  }),
  attack({
    name: 'URL in a constraints file',
    codes: ['TC2111'],
    attempt: async (it, _turn, world) => {
      await makeKnown(it, world)
      const url = `${it.index.base}/files/${alphaTwins.honest.filename}`
      return await required(it, `alpha @ ${url}\n`, ['-c', 'texts.txt', 'alpha'])
    },
  }),
  attack({
    name: 'PIP_REQUIREMENT',
    codes: ['TC2111'],
    attempt: async (it) => {
      await writeFile(join(it.home.work, 'texts.txt'), 'alpha\n')
      return await it.pip(['install'], { env: { PIP_REQUIREMENT: 'texts.txt' } })
    },
  }),
  attack({
    name: 'dependency group (PEP 735)',
    unsupported: since('25.1'),
    codes: ['TC2111'],
    attempt: async (it) => {
      await writeFile(join(it.home.work, 'pyproject.toml'), '[dependency-groups]\ndev = ["alpha"]\n')
      return await it.pip(['install', '--group', 'dev'])
    },
  }),
  attack({
    name: 'requirements of a script (PEP 723)',
    unsupported: newestOnly,
    codes: ['TC2111'],
    attempt: async (it) => {
      const text = '# /// script\n# dependencies = ["alpha"]\n# ///\n'
      await writeFile(join(it.home.work, 'tool.py'), text)
      return await it.pip(['install', '--requirements-from-script', 'tool.py'])
    },
  }),
  attack({
    name: '-r pylock.toml',
    unsupported: newestOnly,
    codes: ['TC2111'],
    attempt: async (it, turn) => {
      await writeFile(join(it.home.work, 'pylock.toml'), lockOf(it, turn))
      return await it.pip(['install', '-r', 'pylock.toml'])
    },
  }),
  attack({
    name: 'remote lock file that names a local path',
    unsupported: newestOnly,
    codes: ['TC4008'],
    site: (world, turn, it) => {
      const local = pathToFileURL(join(it.home.root, 'links', alphaTwins.honest.filename)).href
      const text = lockOf(it, 'honest')
      const body = turn === 'changed' ? text.replace(/url = ".*"/, `url = "${local}"`) : text
      return {
        ...alphaSite(world, 'honest'),
        extras: { '/pylock.toml': { contentType: 'text/plain', body } },
      }
    },
    attempt: async (it, _turn, world) => {
      await layAlpha(it, 'honest', world)
      return await it.pip(['install', '-r', `${it.index.base}/pylock.toml`])
    },
  }),
  attack({
    name: 'requirements file from the index’s host',
    codes: ['TC2111'],
    site: remoteText('/requirements.txt', () => 'alpha\n'),
    attempt: async (it) => await it.pip(['install', '-r', `${it.index.base}/requirements.txt`]),
  }),
  attack({
    name: 'remote requirements file with --index-url',
    codes: ['TC2111'],
    site: remoteText('/requirements.txt', (it) => `--index-url ${it.index.indexUrl}\nalpha\n`),
    attempt: async (it) =>
      await it.pip(['install', '-r', `${it.index.base}/requirements.txt`], { env: NOWHERE }),
  }),
  attack({
    name: 'remote requirements file that names a local path',
    codes: ['TC4008'],
    site: (world, turn, it) => {
      const path = join(it.home.root, 'links', alphaTwins.honest.filename)
      return remoteText('/requirements.txt', () => (turn === 'changed' ? `${path}\n` : 'alpha\n'))(
        world,
        'honest',
        it,
      )
    },
    attempt: async (it, _turn, world) => {
      await layAlpha(it, 'honest', world)
      return await it.pip(['install', '-r', `${it.index.base}/requirements.txt`])
    },
  }),
  attack({
    name: 'remote requirements file that is an archive',
    codes: ['TC1003', 'TC1004'],
    site: (world, turn) => {
      const body = turn === 'changed' ? junkTail(alphaTwins.honest).bytes : 'alpha\n'
      return {
        ...alphaSite(world, 'honest'),
        extras: { '/requirements.txt': { contentType: 'text/plain', body } },
      }
    },
    attempt: async (it) => await it.pip(['install', '-r', `${it.index.base}/requirements.txt`]),
  }),
]
