import { globSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeWheel, sha256Hex } from '../../world/index/index.ts'
import { createSigner } from '../../world/openpgp/index.ts'
import { createSigstoreWorld } from '../../world/sigstore/index.ts'
import { provenanceOf, served, trustWorld, type Pair, type Scene } from '../harness/index.ts'
import { alpha, inScene, keptSecret, refusedWith, wentWell, type CorporateCase } from './corporate-case.ts'
import {
  beta,
  holds,
  lookAt,
  notAskedAt,
  onDisk,
  other,
  ours,
  privatePolicy,
  PUBLIC,
  refuses,
  signedPolicy,
  theirs,
  trustSigner,
} from './server-scene.ts'
import { startDevpi, type Devpi } from './servers/devpi.ts'
import { startPypiserver } from './servers/pypiserver.ts'
import { LOGIN, type RealServer } from './servers/server.ts'

const INSTALL = ['install', '--no-cache-dir', '--no-deps']

interface Play<T> {
  readonly name: string
  readonly expect: string
  readonly start: (folder: string, scene: Scene) => Promise<T>
  readonly play: (scene: Scene, server: T) => Promise<string | null>
}

/** With a public index, the scene's own, which also has what an evidence template asks for. */
function withServer<T extends RealServer>({ name, expect, start, play }: Play<T>): CorporateCase {
  return {
    topic: 'servers',
    name,
    expect,
    isLong: true,
    play: (pair: Pair) =>
      inScene(pair, { site: PUBLIC, plainHttp: true }, async (scene) => {
        const folder = join(scene.home.root, 'server')
        await mkdir(folder)
        const server = await start(folder, scene)
        try {
          return await play(scene, server)
        } finally {
          await server.stop()
        }
      }),
  }
}

const devpi = (folder: string, { index }: Scene): Promise<Devpi> => startDevpi(folder, index.indexUrl)

const signedUploads = withServer({
  name: 'pypiserver: signatures uploaded by twine, asked for beside the files',
  expect: 'the signed one is installed; one whose signature is about other bytes is refused: TC3111',
  start: (folder) => startPypiserver(folder),
  play: async (scene, server) => {
    const dana = await createSigner('Dana <dana@acme.example>')
    await trustSigner(scene, dana)
    await scene.home.writePolicy(signedPolicy('alpha', 'beta'))
    await server.upload(...(await onDisk(scene, alpha, dana)))
    await server.upload(...(await onDisk(scene, beta, dana, other)))
    await lookAt(scene, `${server.base}/packages/{filename}.asc`)
    const env = { PIP_INDEX_URL: server.indexUrl }
    const bad = await scene.pip([...INSTALL, 'beta'], { env })
    const good = await scene.pip([...INSTALL, 'alpha'], { env })
    return (await refuses(scene, bad, 'TC3111', 'alpha-1.0')) ?? (await holds(scene, good, 'alpha-1.0'))
  },
})

const everythingLocked = withServer({
  name: 'pypiserver: a login for everything, in its address',
  expect: 'installed, the password in nothing that we write or say; with a wrong one nothing',
  start: (folder) => startPypiserver(folder, { login: 'update,download,list' }),
  play: async (scene, server) => {
    await server.upload(...(await onDisk(scene, alpha)))
    const address = (password: string): string =>
      server.indexUrl.replace('//', `//${LOGIN.user}:${encodeURIComponent(password)}@`)
    const wrong = await scene.pip([...INSTALL, 'alpha'], { env: { PIP_INDEX_URL: address('guess') } })
    const isShut = await refusedWith(wrong, scene.venv, /401|No matching distribution/)
    if (isShut !== null) return isShut
    const right = await scene.pip([...INSTALL, 'alpha'], {
      env: { PIP_INDEX_URL: address(LOGIN.password) },
    })
    return (await wentWell(right, scene.venv)) ?? (await keptSecret(scene, right, [LOGIN.password]))
  },
})

/** The company's name at a private index, and 9.9 of it at the public one, which pip is told of first. */
function confusion<T extends RealServer>(name: string, start: Play<T>['start']): CorporateCase {
  return withServer({
    name: `${name}: a name of the company’s, 9.9 of it at the public index`,
    expect: 'the company’s 1.0 is installed; the public index is not asked for the name',
    start,
    play: async (scene, server) => {
      await scene.home.writePolicy(privatePolicy(server.indexUrl))
      await server.upload(...(await onDisk(scene, ours)))
      const indexes = ['--index-url', scene.index.indexUrl, '--extra-index-url', server.indexUrl]
      const result = await scene.pip([...INSTALL, ...indexes, 'acme-pay', 'other'])
      return (await holds(scene, result, 'acme_pay-1.0', 'other-1.0')) ?? notAskedAt(scene)
    },
  })
}

const sentOn = withServer({
  name: 'pypiserver: names that it lacks are sent on to the public index',
  expect: 'the company’s 1.0 from pypiserver, another project from the public index',
  start: (folder, { index }) => startPypiserver(folder, { fallback: index.indexUrl }),
  play: async (scene, server) => {
    await server.upload(...(await onDisk(scene, ours)))
    const env = { PIP_INDEX_URL: server.indexUrl }
    const result = await scene.pip([...INSTALL, 'acme-pay', 'other'], { env })
    return (await holds(scene, result, 'acme_pay-1.0', 'other-1.0')) ?? notAskedAt(scene)
  },
})

const letThrough = withServer({
  name: 'devpi: a stage that lets its mirror through, a signature asked for',
  expect: 'the company’s signed 1.0 is installed; once the mirror’s 9.9 comes through it is refused: TC3101',
  start: devpi,
  play: async (scene, server) => {
    const dana = await createSigner('Dana <dana@acme.example>')
    await trustSigner(scene, dana)
    await scene.home.writePolicy(signedPolicy('acme-pay'))
    const [wheel = '', signature = ''] = await onDisk(scene, ours, dana)
    await server.upload(wheel)
    await lookAt(scene, dirname(signature))
    const env = { PIP_INDEX_URL: server.indexUrl }
    const first = await holds(scene, await scene.pip([...INSTALL, 'acme-pay'], { env }), 'acme_pay-1.0')
    if (first !== null) return first
    await server.letMirrorThrough()
    const bad = await scene.pip([...INSTALL, '--upgrade', 'acme-pay'], { env })
    return (
      (await refuses(scene, bad, 'TC3101', 'acme_pay-1.0')) ??
      (JSON.stringify(bad.report).includes(theirs.filename) ? null : `9.9 was not there\n${bad.stdout}`)
    )
  },
})

const omega = makeWheel({ project: 'omega', version: '1.0' })

const mirrored = withServer({
  name: 'devpi: a mirror, which drops provenance; an evidence template names where it is',
  expect: 'verified and installed; one whose provenance is about other bytes is refused: TC2111',
  start: async (folder, scene) => {
    const world = await createSigstoreWorld()
    await trustWorld(scene.home, world)
    const elsewhere = { sha256: sha256Hex(Buffer.from('other bytes')) }
    const evidence = [
      ['alpha', alpha, provenanceOf(world, alpha)],
      ['omega', omega, provenanceOf(world, omega, elsewhere)],
    ] as const
    scene.index.replace({
      api: '1.4',
      projects: evidence.map(([name, wheel]) => ({ name, files: [served(wheel)] })),
      extras: Object.fromEntries(
        evidence.map(([name, { filename }, body]) => [
          `/evidence/${name}/${filename}.provenance`,
          { contentType: 'application/json', body },
        ]),
      ),
    })
    await lookAt(scene, `${scene.index.base}/evidence/{project}/{filename}.provenance`)
    return await devpi(folder, scene)
  },
  play: async (scene, { mirrorUrl }) => {
    const env = { PIP_INDEX_URL: mirrorUrl }
    const bad = await scene.pip([...INSTALL, 'omega'], { env })
    const isRefused = await refuses(scene, bad, 'TC2111')
    if (isRefused !== null) return isRefused
    const good = await scene.pip([...INSTALL, 'alpha'], { env })
    const verified = good.report?.counts.verified
    return (
      (await holds(scene, good, 'alpha-1.0')) ?? (verified === 1 ? null : `verified: ${verified ?? 'none'}`)
    )
  },
})

const swapped = withServer({
  name: 'devpi: a file changed on the server’s disk after its upload',
  expect: 'refused: TC1002',
  start: devpi,
  play: async (scene, server) => {
    await server.upload(...(await onDisk(scene, alpha)))
    await overwrite(join(scene.home.root, 'server/devpi'), alpha.filename)
    const bad = await scene.pip([...INSTALL, 'alpha'], { env: { PIP_INDEX_URL: server.indexUrl } })
    return await refuses(scene, bad, 'TC1002')
  },
})

async function overwrite(folder: string, filename: string): Promise<void> {
  const [path] = globSync(join(folder, '**', filename))
  if (path === undefined) throw new Error(`\`${filename}\` is not below \`${folder}\``)
  const changed = makeWheel({ project: 'alpha', version: '1.0', files: { 'alpha.py': 'EVIL = 1\n' } })
  await writeFile(path, changed.bytes)
}

export const SERVER_CASES: readonly CorporateCase[] = [
  signedUploads,
  everythingLocked,
  confusion('pypiserver', (folder) => startPypiserver(folder)),
  sentOn,
  confusion('devpi', async (folder) => await startDevpi(folder, 'http://127.0.0.1:9/simple/')),
  letThrough,
  mirrored,
  swapped,
]
