/** An index of API 1.4 with planted provenance: the run says for each file who attested it, and `trustctl why` too. */
import test from 'ava'
import { makeSdist, makeWheel } from '../world/index/index.ts'
import { createSigstoreWorld, type WorldPublisher } from '../world/sigstore/index.ts'
import { attested, countsOf, openScene, served, story, trustWorld } from './harness/index.ts'

const PUBLISHERS: Readonly<Record<string, { readonly publisher: WorldPublisher; readonly words: string }>> = {
  alpha: {
    publisher: { kind: 'github', repository: 'acme/alpha', workflow: 'release.yml', ref: 'refs/tags/v1.0' },
    words: 'GitHub acme/alpha',
  },
  beta: { publisher: { kind: 'gitlab', repository: 'group/sub/beta' }, words: 'GitLab group/sub/beta' },
  gamma: {
    publisher: { kind: 'google', email: 'release@project.iam.gserviceaccount.com' },
    words: 'release@project.iam.gserviceaccount.com',
  },
}

test.serial('each file’s publisher is told, and what nobody attested is counted as such', async (t) => {
  const world = await createSigstoreWorld()
  const wheels = Object.entries(PUBLISHERS).map(([project, { publisher }]) => ({
    name: project,
    files: [attested(world, makeWheel({ project, version: '1.0' }), { publisher })],
  }))
  const plain = { name: 'delta', files: [served(makeSdist({ project: 'delta', version: '1.0' }))] }
  const scene = await openScene(t, { site: { api: '1.4', projects: [...wheels, plain] } })
  await trustWorld(scene.home, world)
  const result = await scene.pip(['install', ...Object.keys(PUBLISHERS), 'delta'])
  t.is(result.code, 0, story(result))
  for (const [project, { words }] of Object.entries(PUBLISHERS)) {
    const judged = result.report?.artifacts.find((each) => each.project === project)
    t.true(judged?.publisher?.includes(words), `${project}: ${judged?.publisher}`)
    t.is(judged?.decision, 'allow')
  }
  const unattested = result.report?.artifacts.find(({ project }) => project === 'delta')
  t.is(unattested?.publisher, null)
  t.is(unattested?.decision, 'warn')
  t.true((countsOf(result)?.['warned'] ?? 0) >= 1, story(result))
  const why = await scene.home.trustctl(['why', '--json'])
  t.is(why.code, 0, why.stderr)
  t.true(
    Object.values(PUBLISHERS).every(({ publisher }) => why.stdout.includes(addressOf(publisher))),
    why.stdout,
  )
})

function addressOf(publisher: WorldPublisher): string {
  return 'email' in publisher
    ? publisher.email
    : 'repository' in publisher
      ? (publisher.repository ?? '')
      : ''
}
