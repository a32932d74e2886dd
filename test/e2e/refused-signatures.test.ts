/** OpenPGP signatures beside the file: the good one counts, every other one is refused with its own code. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { ReasonCode } from '../../src/verdict/index.ts'
import { makeSdist, makeWheel, type Distribution } from '../world/index/index.ts'
import { createSigner, type Signer } from '../world/openpgp/index.ts'
import { expectRefusal, openScene, sampled, served, story, type Scene } from './harness/index.ts'

const alpha = makeWheel({ project: 'alpha', version: '1.0' })
const other = makeSdist({ project: 'alpha', version: '1.0' })
const YEAR_SECONDS = 365 * 86_400
const DAY_MS = 86_400_000

const KEYED = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: keyed, version: 1 }
extends: [preset:balanced]
identities: { acme: { kind: keyring, keyring: acme } }
requirements: { keyed: { signature: { by: [acme] } } }
rules: [{ id: alpha, match: { project: [alpha] }, require: [keyed], onMissing: block, onUnavailable: block }]
`

interface Signing {
  /** Whose keys the user imported into the keyring `acme`, armored. */
  readonly imported: string
  readonly signature: Uint8Array
}

interface Case {
  readonly title: string
  readonly code: ReasonCode
  readonly sign: () => Promise<Signing>
}

const signed = async (signer: Signer, over: Distribution): Promise<Signing> => ({
  imported: signer.publicKey,
  signature: await signer.sign(over.bytes),
})

const cases: readonly Case[] = [
  {
    title: 'a signature over other bytes',
    code: 'TC3111',
    sign: async () => await signed(await createSigner('Dana <dana@acme.example>'), other),
  },
  {
    title: 'a key that has expired',
    code: 'TC3113',
    sign: async () => {
      const createdAt = new Date(Date.now() - 2 * YEAR_SECONDS * 1000)
      const wish = { createdAt, expiresAfterSeconds: YEAR_SECONDS }
      const dana = await createSigner('Dana <dana@acme.example>', wish)
      const at = new Date(createdAt.getTime() + DAY_MS)
      return { imported: dana.publicKey, signature: await dana.sign(alpha.bytes, { at }) }
    },
  },
  {
    title: 'a key that nobody imported',
    code: 'TC3112',
    sign: async () => ({
      imported: (await createSigner('Dana <dana@acme.example>')).publicKey,
      signature: await (await createSigner('Eve <eve@evil.example>')).sign(alpha.bytes),
    }),
  },
  {
    title: 'a SHA-1 signature',
    code: 'TC3115',
    sign: async () => {
      const dana = await createSigner('Dana <dana@acme.example>', { type: 'rsa', selfSignedBy: 'sha1' })
      return { imported: dana.publicKey, signature: await dana.sign(alpha.bytes, { hash: 'sha1' }) }
    },
  },
  {
    title: 'a revoked key',
    code: 'TC3114',
    sign: async () => {
      const dana = await createSigner('Dana <dana@acme.example>')
      return { imported: await dana.revoked(), signature: await dana.sign(alpha.bytes) }
    },
  },
  {
    title: 'text that is no signature',
    code: 'TC3110',
    sign: async () => ({
      imported: (await createSigner('Dana <dana@acme.example>')).publicKey,
      signature: Buffer.from('not a signature\n'),
    }),
  },
]

async function importKeys(scene: Scene, armored: string): Promise<string> {
  const file = join(scene.home.work, 'acme.asc')
  await writeFile(file, armored)
  const { code, stdout, stderr } = await scene.home.trustctl(['keys', 'import', file, '--keyring', 'acme'])
  return code === 0 ? '' : `${stdout}\n${stderr}`
}

for (const { title, code, sign } of sampled('signatures', cases, 2)) {
  test.serial(`refused: ${title} (${code})`, async (t) => {
    const { imported, signature } = await sign()
    const files = [served(alpha, { signature })]
    const scene = await openScene(t, { site: { projects: [{ name: 'alpha', files }] } })
    t.is(await importKeys(scene, imported), '')
    await scene.home.writePolicy(KEYED)
    await expectRefusal(t, scene, await scene.pip(['install', 'alpha']), code)
  })
}

test.serial('the good signature lets the file in, and the report names its key', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>', { type: 'p256' })
  const files = [served(alpha, { signature: await dana.sign(alpha.bytes) })]
  const scene = await openScene(t, { site: { projects: [{ name: 'alpha', files }] } })
  t.is(await importKeys(scene, dana.publicKey), '')
  await scene.home.writePolicy(KEYED)
  const result = await scene.pip(['install', 'alpha'])
  t.is(result.code, 0, story(result))
  t.true(JSON.stringify(result.report).includes(dana.fingerprint), story(result))
  t.deepEqual(await scene.installed(), ['alpha-1.0'])
})
