/** What is known is not verified again, and not taken for granted either. */
import test from 'ava'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { makeSdist, makeWheel } from '../world/index/index.ts'
import { attested, openScene, story, trustWorld, type GuardedResult } from './harness/index.ts'

const alpha = makeWheel({ project: 'alpha', version: '1.0' })
const gamma = makeSdist({ project: 'gamma', version: '1.0' })

function attestationOf({ report }: GuardedResult): unknown {
  const judged = report?.artifacts.find(({ project }) => project === 'alpha')
  return judged?.facts.find((fact) => isObject(fact) && fact['check'] === 'attestation')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

test.serial('a second install in a fresh environment is judged from the cache', async (t) => {
  const world = await createSigstoreWorld()
  const projects = [
    { name: 'alpha', files: [attested(world, alpha)] },
    { name: 'gamma', files: [attested(world, gamma)] },
  ]
  const scene = await openScene(t, { site: { api: '1.3', projects } })
  await trustWorld(scene.home, world)
  const first = await scene.pip(['install', 'alpha', 'gamma'])
  t.is(first.code, 0, story(first))
  t.is(first.report?.counts.fromCache, 0, story(first))
  const venv = await scene.home.venv(scene.venv.pair)
  const second = await scene.pip(['install', 'alpha', 'gamma'], { venv })
  t.is(second.code, 0, story(second))
  const known = second.report?.artifacts.filter(({ project }) => project !== null) ?? []
  t.true(known.length >= 2, story(second))
  t.true(
    known.every(({ fromCache, sha256 }) => fromCache && sha256 !== null),
    story(second),
  )
  t.truthy(attestationOf(first))
  t.deepEqual(attestationOf(second), attestationOf(first))
})

test.serial('a policy changed in between decides anew, from the same facts', async (t) => {
  const world = await createSigstoreWorld()
  const publisher = { kind: 'github', repository: 'acme/alpha', workflow: 'release.yml' } as const
  const scene = await openScene(t, {
    site: { api: '1.3', projects: [{ name: 'alpha', files: [attested(world, alpha, { publisher })] }] },
  })
  await trustWorld(scene.home, world)
  t.is((await scene.pip(['install', 'alpha'])).code, 0)
  t.is((await scene.pip(['uninstall', '-y', 'alpha'])).code, 0)
  await scene.home.writePolicy(`apiVersion: trustctl/v1
kind: Policy
metadata: { name: narrower, version: 1 }
extends: [preset:balanced]
identities: { other: { kind: github, repository: other/alpha, workflow: release.yml } }
requirements: { from-other: { attestation: { by: [other] } } }
rules: [{ id: alpha, match: { project: [alpha] }, require: [from-other], onMissing: block }]
`)
  const result = await scene.pip(['install', 'alpha'])
  t.not(result.code, 0, story(result))
  t.deepEqual(result.codes, ['TC2201'], story(result))
  t.deepEqual(await scene.installed(), [])
})
