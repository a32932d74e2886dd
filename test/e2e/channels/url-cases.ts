import assert from 'node:assert/strict'
import { junkTail, makeSdist, type Distribution, type Site } from '../../world/index/index.ts'
import { story } from '../harness/index.ts'
import { alphaTwins, attack, installs, makeKnown, sigmaTwins, type Turn } from './attack.ts'
import type { ChannelCase } from './channel-case.ts'
import { delta } from './goods.ts'

/** A file at any path of the index's host, with bytes behind its end in the first turn. */
const fileAt =
  (path: string, whole: Distribution, contentType = 'application/octet-stream') =>
  (_world: unknown, turn: Turn): Site => {
    const { bytes } = turn === 'changed' ? junkTail(whole) : whole
    return { api: '1.4', projects: [], extras: { [path]: { contentType, body: bytes } } }
  }

const zipped = makeSdist({ project: 'sigma', version: '1.0', format: 'zip' })

/** One direct URL: where it is, what lies there, and how pip is told. */
function directUrl(
  name: string,
  path: string,
  whole: Distribution,
  words: (url: string) => string,
  installed: string,
  contentType?: string,
): ChannelCase {
  return attack({
    name,
    codes: ['TC1004', 'TC1013'],
    site: fileAt(path, whole, contentType),
    attempt: async (it) => await it.pip(['install', words(`${it.index.base}${path}`)]),
    proves: installs(installed),
  })
}

export const urlCases: readonly ChannelCase[] = [
  attack({
    name: 'file of an index by its URL; freeze shows the true one',
    codes: ['TC2111'],
    attempt: async (it, _turn, world) => {
      await makeKnown(it, world)
      return await it.pip(['install', `alpha @ ${it.index.base}/files/${alphaTwins.honest.filename}`])
    },
    proves: async (it, result) => {
      const { stdout } = await it.pip(['freeze'])
      const line = `alpha @ ${it.index.base}/files/${alphaTwins.honest.filename}`
      assert.ok(stdout.startsWith(line), stdout + story(result))
    },
  }),
  directUrl(
    'wheel by a URL',
    `/any/${alphaTwins.honest.filename}`,
    alphaTwins.honest,
    (url) => `alpha @ ${url}`,
    'alpha-1.0',
  ),
  directUrl('sdist by a bare URL', '/any/sigma-1.0.tar.gz', sigmaTwins.honest, (url) => url, 'sigma-1.0'),
  directUrl('.zip sdist by a URL', '/any/delta-1.0.zip', delta, (url) => `delta @ ${url}`, 'delta-1.0'),
  directUrl('URL with #egg=', '/any/sigma-1.0.zip', zipped, (url) => `${url}#egg=sigma`, 'sigma-1.0'),
  directUrl(
    'URL with a query',
    '/any/sigma-1.0.tar.gz',
    sigmaTwins.honest,
    (url) => `sigma @ ${url}?x=1`,
    'sigma-1.0',
  ),
  directUrl(
    'URL with an odd suffix',
    '/any/odd.dat',
    sigmaTwins.honest,
    (url) => `sigma @ ${url}`,
    'sigma-1.0',
    'application/x-gzip',
  ),
  directUrl(
    'URL without a suffix',
    '/any/download',
    sigmaTwins.honest,
    (url) => `sigma @ ${url}`,
    'sigma-1.0',
    'application/x-gzip',
  ),
  directUrl(
    'file under an index’s own path',
    `/simple/alpha/${alphaTwins.honest.filename}`,
    alphaTwins.honest,
    (url) => `alpha @ ${url}`,
    'alpha-1.0',
  ),
  directUrl(
    'archive that says that it is text',
    '/any/sigma-1.0.tar.gz',
    sigmaTwins.honest,
    (url) => `sigma @ ${url}`,
    'sigma-1.0',
    'text/plain',
  ),
]
