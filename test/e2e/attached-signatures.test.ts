/** Signatures inside wheels: from an index, whose page tells nothing of them, and from a path. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { attachJws } from '../../src/publish/attached/index.ts'
import { wheelFiles } from '../../src/publish/canonical/index.ts'
import { buildZip } from '../artifact/zip-builder.ts'
import { signerOf } from '../publish/attached/signed-wheel.ts'
import { pemPair } from '../verify/plain/signing.ts'
import { makeWheel } from '../world/index/index.ts'
import { expectRefusal, openScene, served, story, type Scene } from './harness/index.ts'

const DANA = pemPair('ed25519')
const POLICY = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: attached, version: 1 }
extends: [preset:balanced]
identities: { acme: { kind: keyring, keyring: acme } }
requirements: { signed: { signature: { by: [acme] } } }
rules: [{ id: alpha, match: { project: [alpha] }, require: [signed], onMissing: block, onUnavailable: block }]
`
const unsigned = makeWheel({ project: 'alpha', version: '1.0' })

async function signedBytes(): Promise<Buffer> {
  return await attachJws(unsigned.bytes, [signerOf(DANA)])
}

/** Files of a signed wheel, and one more that nobody signed. */
async function grownBytes(): Promise<Buffer> {
  const files = await wheelFiles(await signedBytes())
  const members = files.map(({ name, content }) => ({ name, content: Buffer.from(content) }))
  return buildZip([...members, { name: 'evil.pth', content: 'import os' }])
}

async function sceneWith(t: ExecutionContext, bytes: Buffer): Promise<Scene> {
  const file = served({ ...unsigned, bytes })
  const scene = await openScene(t, { site: { projects: [{ name: 'alpha', files: [file] }] } })
  const { home } = scene
  const key = join(home.work, 'dana.pem')
  await writeFile(key, DANA.pem)
  const imported = await home.trustctl([
    'keys',
    'import',
    key,
    '--keyring',
    'acme',
    '--owner',
    'Dana <dana@acme.example>',
  ])
  t.is(imported.code, 0)
  await home.writePolicy(POLICY)
  return scene
}

test.serial('a wheel signed inside is let in, from the index and from a path', async (t) => {
  const bytes = await signedBytes()
  const scene = await sceneWith(t, bytes)
  const result = await scene.pip(['install', 'alpha'])
  t.is(result.code, 0, story(result))
  t.deepEqual(await scene.installed(), ['alpha-1.0'])
  const path = join(scene.home.work, unsigned.filename)
  await writeFile(path, bytes)
  const again = await scene.pip(['install', '--force-reinstall', '--no-index', path])
  t.is(again.code, 0, story(again))
})

test.serial('refused: a file was added after it was signed (TC3513)', async (t) => {
  const scene = await sceneWith(t, await grownBytes())
  await expectRefusal(t, scene, await scene.pip(['install', 'alpha']), 'TC3513')
})
