import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  parseSigningKey,
  parseTrustedRoot,
  publicGoodRoot,
  trustOf,
  type Trust,
} from '../../../src/trust/index.ts'
import type { FileArtifact } from '../../../src/artifact/index.ts'
import { SEED, vectorsFolder } from '../../conformance/vectors.ts'
import { createSigstoreWorld } from '../../world/sigstore/index.ts'
import { artifactOf, NOW, sha256 } from '../support.ts'

/** A bundle that verifies, with all that it takes. */
export interface GoodBundle {
  readonly name: string
  readonly kind: 'sigstore-bundle' | 'pep740-attestation' | 'pep740-provenance'
  readonly text: string
  readonly artifact: FileArtifact
  readonly trust: Trust
  /** For the oracles, where it is a real one. */
  readonly files: {
    readonly artifact: string
    readonly root: string | null
    readonly instance: 'public' | 'staging' | 'own'
  } | null
}

const STAGING = join(import.meta.dirname, '..', '..', 'world', 'sigstore', 'staging-root.json')
const ALWAYS = { startMs: 0, endMs: 8_640_000_000_000_000 }

const CONFORMANCE = [
  'happy-path-v0.1',
  'happy-path-v0.3',
  'intoto-with-custom-trust-root',
  'managed-key-and-trusted-root',
  'rekor2-checkpoint-multiple-cosigs',
  'rekor2-timestamp-without-embedded-cert',
  'rekor2-timestamp-with-expired-cert-chain',
]
const PYTHON = [
  ['bundle_v3.txt.sigstore', 'bundle_v3.txt', 'staging'],
  ['bundle_v3_github.whl.sigstore', 'bundle_v3_github.whl', 'public'],
  ['staging-rekor-v2.txt.sigstore.json', 'staging-rekor-v2.txt', 'staging'],
] as const
const PEP740 = [
  ['sampleproject-4.0.0-py3-none-any.whl', '.publish.attestation'],
  ['sampleproject-4.0.0.tar.gz', '.provenance'],
  ['sampleproject-3.0.0.tar.gz', '.publish.attestation'],
  ['abi3info-2024.10.3-py3-none-any.whl', '.provenance'],
  ['pypi_attestations-0.0.19.tar.gz', '.slsa.attestation'],
  ['gitlab_oidc_project-0.0.3.tar.gz', '.publish.attestation'],
] as const

const conformance = (folder: string): readonly GoodBundle[] =>
  CONFORMANCE.map((name) => {
    const path = (file: string) => join(folder, name, file)
    const artifact = existsSync(path('artifact')) ? path('artifact') : join(folder, 'a.txt')
    const isOwn = existsSync(path('trusted_root.json'))
    const read = isOwn
      ? parseTrustedRoot('own', readFileSync(path('trusted_root.json')))
      : publicGoodRoot(readFileSync(SEED))
    const keys = existsSync(path('key.pub')) ? [parseSigningKey(readFileSync(path('key.pub')), ALWAYS)] : []
    return {
      name,
      kind: 'sigstore-bundle',
      text: readFileSync(path('bundle.sigstore.json'), 'utf8'),
      artifact: artifactOf('a-1.0.tar.gz', sha256(readFileSync(artifact))),
      trust: trustOf([{ ...read, keys }], []),
      files: {
        artifact,
        root: isOwn ? path('trusted_root.json') : null,
        instance: isOwn ? 'own' : 'public',
      },
    }
  })

const python = (folder: string): readonly GoodBundle[] =>
  PYTHON.map(([name, file, instance]) => {
    const root =
      instance === 'public'
        ? publicGoodRoot(readFileSync(SEED))
        : parseTrustedRoot('staging', readFileSync(STAGING))
    return {
      name,
      kind: 'sigstore-bundle',
      text: readFileSync(join(folder, name), 'utf8'),
      artifact: artifactOf('a-1.0.tar.gz', sha256(readFileSync(join(folder, file)))),
      trust: trustOf([root], []),
      files: { artifact: join(folder, file), root: instance === 'public' ? null : STAGING, instance },
    }
  })

const pep740 = (folder: string): readonly GoodBundle[] =>
  PEP740.map(([file, suffix]) => ({
    name: `${file}${suffix}`,
    kind: suffix === '.provenance' ? 'pep740-provenance' : 'pep740-attestation',
    text: readFileSync(join(folder, `${file}${suffix}`), 'utf8'),
    artifact: artifactOf(file, sha256(readFileSync(join(folder, file)))),
    trust: trustOf([publicGoodRoot(readFileSync(SEED))], []),
    files: { artifact: join(folder, file), root: null, instance: 'public' },
  }))

/** Bundles of the signing world: their keys differ at every run, so their mutations do too; their forms don't. */
const made = async (): Promise<readonly GoodBundle[]> => {
  const world = await createSigstoreWorld({ now: NOW })
  const content = Buffer.from('the bytes of a release')
  const artifact = artifactOf('sampleproject-4.0.0.tar.gz', sha256(content))
  const wish = { filename: artifact.filename, sha256: artifact.sha256 }
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const all = [
    ['world: envelope', 'sigstore-bundle', world.bundle(wish)],
    ['world: message', 'sigstore-bundle', world.signMessage(content)],
    ['world: attestation', 'pep740-attestation', world.attest(wish)],
    ['world: dsse 0.0.2', 'sigstore-bundle', world.stamped({ ...wish, kind: 'dsse' })],
  ] as const
  return all.map(([name, kind, bundle]) => ({
    name,
    kind,
    text: JSON.stringify(bundle),
    artifact,
    trust,
    files: null,
  }))
}

/** Twenty bundles where the vectors are handed out, fewer where only the project's own copies are. */
export const goodBundles = async (): Promise<readonly GoodBundle[]> => {
  const folder = (name: string, read: (path: string) => readonly GoodBundle[]) => {
    const path = vectorsFolder(name)
    return path === null ? [] : read(path)
  }
  return [
    ...folder('sigstore/conformance', conformance),
    ...folder('sigstore/py-assets', python),
    ...folder('pep740', pep740),
    ...(await made()),
  ]
}
