/** Archives that read differently to different readers are refused before any of their code runs. */
import test from 'ava'
import {
  junkInside,
  junkTail,
  makeSdist,
  makeWheel,
  renamed,
  truncated,
  type Distribution,
  type ServedFile,
} from '../world/index/index.ts'
import { expectRefusal, openScene, sampled, served } from './harness/index.ts'

const sdist = makeSdist({ project: 'gamma', version: '1.0' })
const zip = makeSdist({ project: 'gamma', version: '1.0', format: 'zip' })

const spoilt: Readonly<Record<string, readonly [Distribution, 'TC1004' | 'TC1013']>> = {
  'a truncated sdist': [truncated(sdist), 'TC1004'],
  'a junk-tail sdist': [junkTail(sdist), 'TC1013'],
  'an sdist with junk behind the end of its tar': [junkInside(sdist), 'TC1013'],
  // A zip is looked for from its end: with so much behind it, it might as well be cut off.
  'a junk-tail .zip sdist': [junkTail(zip), 'TC1004'],
  'a junk-tail wheel': [junkTail(makeWheel({ project: 'gamma', version: '1.0' })), 'TC1004'],
}

for (const [title, [distribution, code]] of sampled('archives', Object.entries(spoilt), 2)) {
  test.serial(`refused from an index without hashes: ${title}`, async (t) => {
    const projects = [{ name: 'gamma', files: [served(distribution, { sha256: 'none' })] }]
    const scene = await openScene(t, { site: { api: 'html', projects } })
    await expectRefusal(t, scene, await scene.pip(['install', 'gamma']), code)
    const why = await scene.home.trustctl(['why', 'gamma'])
    t.is(why.code, 0, why.stderr)
    t.true(why.stdout.includes(`code ${code}`), why.stdout)
  })
}

/** Without PEP 658 metadata and digest: pip itself would see the difference, by the one or after a stream that has the other. */
function bareFile({ filename, bytes }: Distribution): ServedFile {
  return { filename, bytes, sha256: 'none' }
}

test.serial('refused: bytes that differ from the digest of the index', async (t) => {
  const other = makeSdist({ project: 'gamma', version: '1.0', requires: ['other'] })
  const files = [{ ...served(sdist), bytes: other.bytes, sha256: 'ab'.repeat(32) }]
  const scene = await openScene(t, { site: { projects: [{ name: 'gamma', files }] } })
  await expectRefusal(t, scene, await scene.pip(['install', 'gamma']), 'TC1002')
})

test.serial('refused: a file of another project under this one’s name', async (t) => {
  const other = renamed(makeWheel({ project: 'other', version: '1.0' }), 'gamma-1.0-py3-none-any.whl')
  const scene = await openScene(t, {
    site: { projects: [{ name: 'gamma', files: [bareFile(other)] }] },
  })
  await expectRefusal(t, scene, await scene.pip(['install', 'gamma']), 'TC1005')
})
