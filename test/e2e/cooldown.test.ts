/** Releases that are too young: pip picks an older one by itself and is told so, or is refused with the date from which it passes. */
import test from 'ava'
import { makeSdist, makeWheel, type ServedProject, type Site } from '../world/index/index.ts'
import { countsOf, openScene, sampled, served, story, type GuardedResult } from './harness/index.ts'

const HOUR = 3600
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * HOUR * 1000).toISOString()

/** A project with a release of long ago and one that is five hours old. */
const young = (name: string, requires: readonly string[] = []): ServedProject => ({
  name,
  versions: ['1.0', '1.1'],
  files: [
    served(makeWheel({ project: name, version: '1.0', requires })),
    served(makeWheel({ project: name, version: '1.1', requires }), { uploadTime: hoursAgo(5) }),
  ],
})

const lineFor = ({ stderr }: GuardedResult, project: string): readonly string[] =>
  stderr.split('\n').filter((line) => line.startsWith(`pip-trust: ${project} `))

test.serial('pip takes the older release by itself, and one line says so', async (t) => {
  const scene = await openScene(t, { site: { projects: [young('alpha')] } })
  const result = await scene.pip(['install', 'alpha'])
  t.is(result.code, 0, story(result))
  t.deepEqual(await scene.installed(), ['alpha-1.0'])
  t.deepEqual(lineFor(result, 'alpha'), ['pip-trust: alpha 1.1 is 5h old; 1.0 used (policy needs 72h)'])
  t.like(result.report?.withheld, [{ project: 'alpha', used: ['1.0'] }])
  t.is(countsOf(result)?.['refused'], 0)
})

test.serial(
  'a pinned young release is refused with the date from which it passes, and commands that help',
  async (t) => {
    const scene = await openScene(t, { site: { projects: [young('alpha')] } })
    const before = Date.now() / 1000
    const result = await scene.pip(['install', 'alpha==1.1'])
    t.not(result.code, 0, story(result))
    t.deepEqual(result.codes, ['TC4015'], story(result))
    t.deepEqual(await scene.installed(), [])
    t.is(countsOf(result)?.['refused'], 1, story(result))
    const date = /it passes from\s+(\d{4}-\d\d-\d\dT\d\d:\d\dZ)/.exec(result.stderr)?.[1] ?? ''
    const passesIn = Date.parse(date) / 1000 - before
    t.true(Math.abs(passesIn - 67 * HOUR) < 5 * 60, `${date}\n${story(result)}`)
    t.regex(result.stderr, /pip install "alpha<1\.1"/)
    t.regex(result.stderr, /trustctl exception request alpha==1\.1/)
    t.deepEqual(lineFor(result, 'alpha'), [])
    const why = await scene.home.trustctl(['why', 'TC4015', '--json'])
    t.is(why.code, 0, why.stderr)
    t.regex(why.stdout, /alpha-1\.1-py3-none-any\.whl/)
  },
)

test.serial('the command that the refusal offers works', async (t) => {
  const scene = await openScene(t, { site: { projects: [young('alpha')] } })
  const refused = await scene.pip(['install', 'alpha==1.1'])
  const offered = /pip (install) "(alpha<1\.1)"/.exec(refused.stderr)
  const result = await scene.pip([offered?.[1] ?? '', offered?.[2] ?? ''])
  t.is(result.code, 0, story(result))
  t.deepEqual(await scene.installed(), ['alpha-1.0'])
})

test.serial('the exception that the refusal offers lets the release through, page and file', async (t) => {
  const scene = await openScene(t, { site: { projects: [young('alpha')] } })
  await scene.home.writePolicy(`apiVersion: trustctl/v1
kind: Policy
metadata: { name: cooled, version: 1 }
extends: [preset:balanced]
`)
  const refused = await scene.pip(['install', 'alpha==1.1'])
  const offered = /trustctl (exception) (request) (alpha==1\.1)/.exec(refused.stderr)?.slice(1) ?? []
  const asked = await scene.home.trustctl([...offered, '--reason', 'a security fix', '--approve'])
  t.is(asked.code, 0, asked.stdout + asked.stderr)
  const result = await scene.pip(['install', 'alpha==1.1'])
  t.is(result.code, 0, story(result))
  t.deepEqual(await scene.installed(), ['alpha-1.1'])
})

test.serial(
  'while the policy is bypassed nothing is hidden, and the young file comes with a warning',
  async (t) => {
    const scene = await openScene(t, { site: { projects: [young('alpha')] } })
    const begun = await scene.home.trustctl(['bypass', '--reason', 'incident 77', '--for', '30m'])
    t.is(begun.code, 0, begun.stderr)
    const result = await scene.pip(['install', 'alpha'])
    t.is(result.code, 0, story(result))
    t.deepEqual(await scene.installed(), ['alpha-1.1'])
    t.like(result.report?.artifacts, [{ version: '1.1', decision: 'warn' }])
    t.regex(result.stderr, /^pip-trust: the policy is bypassed/m)
    await scene.home.trustctl(['bypass', '--end'])
    const again = await scene.pip(['install', '--force-reinstall', 'alpha'])
    t.deepEqual(await scene.installed(), ['alpha-1.0'], story(again))
  },
)

test.serial(
  'a requirement of a requirement that only fits the young release is refused by its name',
  async (t) => {
    const app = {
      name: 'app',
      files: [served(makeWheel({ project: 'app', version: '1.0', requires: ['alpha>=1.1'] }))],
    }
    const scene = await openScene(t, { site: { projects: [young('alpha'), app] } })
    const result = await scene.pip(['install', 'app'])
    t.not(result.code, 0, story(result))
    t.deepEqual(result.codes, ['TC4015'], story(result))
    t.regex(result.stderr, /BLOCK {2}alpha-1\.1/)
    t.deepEqual(await scene.installed(), [])
  },
)

test.serial(
  'where pip looked at the older release and could not use it, the young one is what is refused',
  async (t) => {
    const app = {
      name: 'app',
      files: [served(makeWheel({ project: 'app', version: '1.0', requires: ['alpha>=1.1'] }))],
    }
    const scene = await openScene(t, { site: { projects: [young('alpha'), app] } })
    const result = await scene.pip(['install', 'alpha', 'app'])
    t.not(result.code, 0, story(result))
    t.true(result.codes.includes('TC4015'), story(result))
    t.deepEqual(await scene.installed(), [])
  },
)

const FORMS: Readonly<Record<string, Partial<Site>>> = {
  'a page without hashes': {
    projects: [
      {
        name: 'alpha',
        files: [
          served(makeWheel({ project: 'alpha', version: '1.0' }), { sha256: 'none' }),
          served(makeWheel({ project: 'alpha', version: '1.1' }), {
            sha256: 'none',
            uploadTime: hoursAgo(5),
          }),
        ],
      },
    ],
  },
  'sdists and wheels': {
    projects: [
      {
        name: 'alpha',
        files: [
          served(makeWheel({ project: 'alpha', version: '1.0' })),
          served(makeSdist({ project: 'alpha', version: '1.1' }), { uploadTime: hoursAgo(5) }),
          served(makeWheel({ project: 'alpha', version: '1.1' }), { uploadTime: hoursAgo(5) }),
        ],
      },
    ],
  },
}

for (const [name, site] of sampled('forms of a page', Object.entries(FORMS), 1)) {
  test.serial(`${name}: the older one is taken, and the young one refused where it is pinned`, async (t) => {
    const scene = await openScene(t, { site, transport: { gzipPages: true } })
    const pinned = await scene.pip(['install', 'alpha==1.1'])
    t.not(pinned.code, 0, story(pinned))
    t.deepEqual(pinned.codes, ['TC4015'], story(pinned))
    const result = await scene.pip(['install', 'alpha'])
    t.is(result.code, 0, story(result))
    t.deepEqual(await scene.installed(), ['alpha-1.0'])
  })
}

test.serial(
  'a page that pip had in its cache before hides nothing, and the young file is refused',
  async (t) => {
    const scene = await openScene(t, { site: { projects: [young('alpha')] } })
    const env = { PIP_CACHE_DIR: `${scene.home.root}/cache` }
    const bare = await scene.barePip(['download', '--no-deps', '-d', scene.home.work, 'alpha'], { env })
    t.is(bare.code, 0, bare.stderr)
    const result = await scene.pip(['install', 'alpha'], { env })
    if (result.code === 0) t.deepEqual(await scene.installed(), ['alpha-1.0'], story(result))
    else {
      t.deepEqual(result.codes, ['TC4015'], story(result))
      t.deepEqual(await scene.installed(), [])
    }
  },
)

test.serial(
  'a release that the index says no time for is not held back, and an old one passes without a word',
  async (t) => {
    const files = [served(makeWheel({ project: 'alpha', version: '1.0' }), { uploadTime: null })]
    const old = [served(makeWheel({ project: 'beta', version: '1.0' }), { uploadTime: hoursAgo(73) })]
    const scene = await openScene(t, {
      site: {
        projects: [
          { name: 'alpha', files },
          { name: 'beta', files: old },
        ],
      },
    })
    const result = await scene.pip(['install', 'alpha', 'beta'])
    t.is(result.code, 0, story(result))
    t.deepEqual(await scene.installed(), ['alpha-1.0', 'beta-1.0'])
    t.deepEqual(result.report?.withheld, [])
  },
)
