/** minisign signatures and rebuilders' statements from an evidence folder, for files that come from an index. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { envelope, minisig, minisignPair, pemPair, rebuildStatement } from '../verify/plain/signing.ts'
import { makeWheel, sha256Hex } from '../world/index/index.ts'
import { expectRefusal, openScene, sampled, served, story, type Scene } from './harness/index.ts'

const alpha = makeWheel({ project: 'alpha', version: '1.0' })

const policyOf = (required: string): string => `apiVersion: trustctl/v1
kind: Policy
metadata: { name: plain, version: 1 }
extends: [preset:balanced]
identities: { acme: { kind: keyring, keyring: acme } }
rebuilders: { one: { keyring: one }, two: { keyring: two } }
requirements:
  signed: { signature: { by: [acme] } }
  rebuilt: { rebuild: { atLeast: 2, of: [one, two] } }
rules: [{ id: alpha, match: { project: [alpha] }, require: [${required}], onMissing: block, onUnavailable: block }]
`

const DANA = minisignPair()
const ONE = pemPair()
const TWO = pemPair('ed25519')
const KEYS = { acme: DANA.file, one: ONE.pem, two: TWO.pem }

/** A home that trusts the keys, asks for what is required, and looks into a folder with this evidence. */
async function sceneWith(
  t: ExecutionContext,
  required: string,
  evidence: Readonly<Record<string, string>>,
): Promise<Scene> {
  const scene = await openScene(t, { site: { projects: [{ name: 'alpha', files: [served(alpha)] }] } })
  const { home } = scene
  for (const [keyring, bytes] of Object.entries(KEYS)) {
    const file = join(home.work, `${keyring}.pub`)
    await writeFile(file, bytes)
    const owner = `${keyring} <${keyring}@people.example>`
    t.is((await home.trustctl(['keys', 'import', file, '--keyring', keyring, '--owner', owner])).code, 0)
  }
  const folder = join(home.work, 'evidence')
  await mkdir(folder)
  for (const [suffix, text] of Object.entries(evidence))
    await writeFile(join(folder, `${alpha.filename}.${suffix}`), text)
  t.is((await home.trustctl(['evidence', 'add', folder])).code, 0)
  await home.writePolicy(policyOf(required))
  return scene
}

const rebuild = JSON.stringify(envelope(rebuildStatement(alpha.filename, sha256Hex(alpha.bytes)), [ONE]))
const second = JSON.stringify(envelope(rebuildStatement(alpha.filename, sha256Hex(alpha.bytes)), [TWO]))

for (const [name, required, evidence] of sampled(
  'plain keys that count',
  [
    ['a minisign signature', 'signed', { minisig: minisig(DANA, alpha.bytes) }],
    ['two rebuilds', 'rebuilt', { 'one.rebuild.json': rebuild, 'two.rebuild.json': second }],
  ] as const,
  1,
)) {
  test.serial(`${name} lets the file in`, async (t) => {
    const scene = await sceneWith(t, required, evidence)
    const result = await scene.pip(['install', 'alpha'])
    t.is(result.code, 0, story(result))
    t.deepEqual(await scene.installed(), ['alpha-1.0'])
  })
}

for (const [name, required, evidence, code] of sampled(
  'plain keys that do not',
  [
    ['no signature', 'signed', {}, 'TC3101'],
    ['a signature over other bytes', 'signed', { minisig: minisig(DANA, Buffer.from('other')) }, 'TC3411'],
    ['a legacy signature', 'signed', { minisig: minisig(DANA, alpha.bytes, { algorithm: 'Ed' }) }, 'TC3414'],
    ['one rebuild', 'rebuilt', { 'one.rebuild.json': rebuild, 'two.rebuild.json': rebuild }, 'TC2503'],
  ] as const,
  2,
)) {
  test.serial(`refused: ${name} (${code})`, async (t) => {
    const scene = await sceneWith(t, required, evidence)
    await expectRefusal(t, scene, await scene.pip(['install', 'alpha']), code)
  })
}
