/** Each way in which an attestation can lie about a file is refused with its own code, and nothing is installed. */
import test from 'ava'
import type { ReasonCode } from '../../src/verdict/index.ts'
import {
  changedByte,
  makeSdist,
  makeWheel,
  renamed,
  sha256Hex,
  type ServedFile,
} from '../world/index/index.ts'
import { createSigstoreWorld, type World } from '../world/sigstore/index.ts'
import {
  attested,
  expectRefusal,
  expectSuccess,
  openScene,
  provenanceOf,
  sampled,
  served,
  trustWorld,
} from './harness/index.ts'

const alphaSpec = { project: 'alpha', version: '1.0', files: { 'alpha.py': 'WORD = "good"\n' } }
const alpha = makeWheel(alphaSpec)
const beta = makeWheel({ project: 'beta', version: '1.0' })
const older = makeWheel({ ...alphaSpec, version: '0.9' })
const gamma = makeSdist({ project: 'gamma', version: '1.0' })

interface Case {
  readonly title: string
  readonly code: ReasonCode
  readonly file: (world: World) => ServedFile | Promise<ServedFile>
  readonly policy?: string
  readonly project?: string
}

const otherPublisher = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: other, version: 1 }
extends: [preset:balanced]
identities:
  other: { kind: github, repository: other/alpha, workflow: release.yml }
requirements:
  from-other: { attestation: { by: [other] } }
rules:
  - { id: alpha, match: { project: [alpha] }, require: [from-other], onMissing: block }
`

const cases: readonly Case[] = [
  {
    title: 'a changed byte in the wheel, the index adapted to it',
    code: 'TC2111',
    file: (world) => served(changedByte(alphaSpec), { provenance: provenanceOf(world, alpha) }),
  },
  {
    title: 'a changed sdist, whose code must not run',
    code: 'TC2111',
    project: 'gamma',
    file: (world) =>
      served(makeSdist({ project: 'gamma', version: '1.0', requires: ['beta'] }), {
        provenance: provenanceOf(world, gamma),
      }),
  },
  {
    title: 'the attestation of another file',
    code: 'TC2112',
    file: (world) => served(alpha, { provenance: provenanceOf(world, beta) }),
  },
  {
    title: 'the attestation of another version',
    code: 'TC2124',
    file: (world) => served(alpha, { provenance: provenanceOf(world, older) }),
  },
  {
    title: 'a wheel renamed to another version, its own attestation beside it',
    code: 'TC1005',
    file: (world) => {
      // without PEP 658 metadata and digest, or pip itself sees the difference first
      const { filename, bytes } = renamed(alpha, 'alpha-2.0-py3-none-any.whl')
      return { filename, bytes, sha256: 'none', provenance: provenanceOf(world, alpha) }
    },
  },
  {
    title: 'a wheel renamed to another tag, its own attestation beside it',
    code: 'TC2112',
    file: (world) =>
      served(renamed(alpha, 'alpha-1.0-1-py3-none-any.whl'), { provenance: provenanceOf(world, alpha) }),
  },
  {
    title: 'another publisher than the one that the policy names',
    code: 'TC2201',
    policy: otherPublisher,
    file: (world) => attested(world, alpha),
  },
  {
    title: 'another publisher than the one that the index names',
    code: 'TC2122',
    file: (world) => {
      const claimed = { kind: 'github', repository: 'other/alpha', workflow: 'release.yml' } as const
      const wish = { filename: alpha.filename, sha256: sha256Hex(alpha.bytes) }
      return served(alpha, { provenance: Buffer.from(JSON.stringify(world.provenance([wish], claimed))) })
    },
  },
  {
    title: 'a log entry removed',
    code: 'TC2117',
    file: (world) => attested(world, alpha, { defect: 'no-log-entry' }),
  },
  {
    title: 'a bit of the signature flipped',
    code: 'TC2113',
    file: (world) => attested(world, alpha, { defect: 'signature-flipped' }),
  },
  {
    title: 'a certificate of the staging instance',
    code: 'TC2114',
    file: async () => attested(await createSigstoreWorld(), alpha),
  },
  {
    title: 'provenance that is not JSON',
    code: 'TC2110',
    file: () => served(alpha, { provenance: Buffer.from('<!DOCTYPE html><p>not what you think</p>') }),
  },
]

for (const { title, code, file, policy, project = 'alpha' } of sampled('attestations', cases, 4)) {
  test.serial(`refused: ${title} (${code})`, async (t) => {
    const world = await createSigstoreWorld()
    const projects = [
      { name: project, files: [await file(world)] },
      { name: 'beta', files: [served(beta)] },
    ]
    const scene = await openScene(t, { site: { api: '1.3', projects } })
    await trustWorld(scene.home, world)
    if (policy !== undefined) await scene.home.writePolicy(policy)
    await expectRefusal(t, scene, await scene.pip(['install', project]), code)
  })
}

test.serial('the honest wheel installs, verified, and the run says who published it', async (t) => {
  const world = await createSigstoreWorld()
  const publisher = { kind: 'github', repository: 'acme/alpha', workflow: 'release.yml' } as const
  const projects = [{ name: 'alpha', files: [attested(world, alpha, { publisher })] }]
  const scene = await openScene(t, { site: { api: '1.3', projects } })
  await trustWorld(scene.home, world)
  const result = await scene.pip(['install', 'alpha'])
  expectSuccess(t, result)
  t.is(result.report?.counts.verified, 1)
  t.regex(result.report?.artifacts[0]?.publisher ?? '', /^GitHub acme\/alpha\b/)
  t.deepEqual(await scene.installed(), ['alpha-1.0'])
})

test.serial('refused: provenance that the index names and can’t serve (TC2104)', async (t) => {
  const world = await createSigstoreWorld()
  const projects = [{ name: 'alpha', files: [attested(world, alpha)] }]
  const scene = await openScene(t, { site: { api: '1.3', projects, provenanceStatus: 503 } })
  await trustWorld(scene.home, world)
  await expectRefusal(t, scene, await scene.pip(['install', 'alpha']), 'TC2104')
})
