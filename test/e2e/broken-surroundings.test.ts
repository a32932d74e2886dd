/** A full disk, a corrupt store, a policy that can't be read: refused in words, nothing partial, and mended it works. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { changedByte, makeWheel } from '../world/index/index.ts'
import {
  attested,
  endParts,
  openScene,
  provenanceOf,
  runCommand,
  served,
  story,
  trustWorld,
} from './harness/index.ts'

const alphaSpec = { project: 'alpha', version: '1.0', files: { 'alpha.py': 'WORD = "good"\n' } }
const alpha = makeWheel(alphaSpec)

/** In a mount namespace of its own: the product's whole home on a disk of 64 kB; its parts are ended inside. */
const FULL_DISK = `mkdir -p "$PIP_TRUST_HOME" && mount -t tmpfs -o size=64k,mode=700 tmpfs "$PIP_TRUST_HOME" || exit 99
dd if=/dev/zero of="$PIP_TRUST_HOME/ballast" bs=1k count=60 2>/dev/null
pip install --no-cache-dir alpha
code=$?
for lock in "$PIP_TRUST_HOME"/run/*.lock; do [ -f "$lock" ] && kill -9 "$(cut -d' ' -f1 "$lock")"; done 2>/dev/null
exit $code`

test.serial('a full disk', async (t) => {
  const world = await createSigstoreWorld()
  const scene = await openScene(t, {
    site: { projects: [{ name: 'alpha', files: [attested(world, alpha)] }] },
  })
  const env = scene.home.env(scene.venv, scene.indexEnv)
  const probe = await runCommand('unshare', ['-rm', 'true'], { env, cwd: '/' }).catch(() => null)
  if (probe?.code !== 0) {
    t.pass('no mount namespaces here: a disk can not be filled without harm')
    return
  }
  const result = await runCommand('unshare', ['-rm', 'sh', '-c', FULL_DISK], { env, cwd: scene.home.work })
  t.not(result.code, 99, result.stderr)
  t.not(result.code, 0, result.stderr)
  t.regex(result.stderr, /TC5\d{3}/)
  t.false(result.stderr.includes('Traceback'), result.stderr)
  t.deepEqual(await scene.installed(), [])
  await trustWorld(scene.home, world)
  const next = await scene.pip(['install', 'alpha'])
  t.is(next.code, 0, story(next))
})

test.serial('a corrupt store never accepts what would be refused', async (t) => {
  const world = await createSigstoreWorld()
  const beta = makeWheel({ project: 'beta', version: '1.0' })
  const bad = served(changedByte(alphaSpec), { provenance: provenanceOf(world, alpha) })
  const projects = [
    { name: 'beta', files: [attested(world, beta)] },
    { name: 'alpha', files: [bad] },
  ]
  const scene = await openScene(t, { site: { projects } })
  await trustWorld(scene.home, world)
  t.is((await scene.pip(['install', 'beta'])).code, 0)
  await endParts(scene.home.trustHome)
  await writeFile(scene.home.paths.storeFile, Buffer.alloc(40_000, 'not a database'), { mode: 0o600 })
  const refused = await scene.pip(['install', 'alpha'])
  t.not(refused.code, 0, story(refused))
  t.regex(refused.stderr, /TC2111|TC5004/, story(refused))
  t.deepEqual(await scene.installed(), ['beta-1.0'])
  const good = await scene.pip(['install', '--no-cache-dir', '--force-reinstall', 'beta'])
  t.true(good.code === 0 || /TC5004/.test(good.stderr), story(good))
})

test.serial('a policy that can’t be read refuses all, with its own code', async (t) => {
  const scene = await openScene(t, { site: { projects: [{ name: 'alpha', files: [served(alpha)] }] } })
  await scene.home.writePolicy('apiVersion: trustctl/v1\nkind: Policy\nrules: what rules\n')
  const result = await scene.pip(['install', 'alpha'])
  t.not(result.code, 0, story(result))
  t.true(result.stderr.includes('TC5009'), story(result))
  t.deepEqual(await scene.installed(), [])
  await scene.home.writePolicy(
    'apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 1 }\nextends: [preset:balanced]\n',
  )
  const next = await scene.pip(['install', 'alpha'])
  t.is(next.code, 0, story(next))
})

test.serial('a home that other users may enter is refused with words', async (t) => {
  const scene = await openScene(t, { site: { projects: [{ name: 'alpha', files: [served(alpha)] }] } })
  await scene.home.writePolicy(
    'apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 1 }\nextends: [preset:balanced]\n',
  )
  await runCommand('chmod', ['0666', scene.home.paths.policyFile], { env: {}, cwd: join(scene.home.root) })
  const result = await scene.pip(['install', 'alpha'])
  t.not(result.code, 0, story(result))
  t.deepEqual(await scene.installed(), [])
})
