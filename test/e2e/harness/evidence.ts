import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Hex, type Distribution, type ServedFile } from '../../world/index/index.ts'
import type { AttestWish, World } from '../../world/sigstore/index.ts'
import type { ScratchHome } from './scratch-home.ts'
import { served } from './scene.ts'

/** Makes the daemon of a home trust a signing world, beside the public-good instance. */
export async function trustWorld(home: ScratchHome, world: World, name = 'world'): Promise<void> {
  const folder = join(home.paths.config, 'trust-roots', name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'trusted_root.json'), world.trustedRoot, { mode: 0o600 })
}

/** What is attested: the distribution itself, unless the wish says otherwise. */
export type Wish = Partial<AttestWish>

/** A provenance file for a distribution. */
export function provenanceOf(world: World, distribution: Distribution, wish: Wish = {}): Buffer {
  const { filename, bytes } = distribution
  return Buffer.from(JSON.stringify(world.provenance([{ filename, sha256: sha256Hex(bytes), ...wish }])))
}

/** A distribution with its provenance, as an index serves them. */
export function attested(world: World, distribution: Distribution, wish: Wish = {}): ServedFile {
  return served(distribution, { provenance: provenanceOf(world, distribution, wish) })
}

const vectors = join(import.meta.dirname, '../../vectors/pep740')

/** A real distribution of the vectors, or what lies beside it. */
export async function vector(name: string): Promise<Buffer> {
  return await readFile(join(vectors, name))
}

/** A real attestation in the object that an index serves (PEP 740). */
export function provenanceFrom(attestation: unknown, repository = 'pypa/sampleproject'): Buffer {
  const publisher = { kind: 'GitHub', repository, workflow: 'release.yml', environment: '' }
  return Buffer.from(
    JSON.stringify({ version: 1, attestation_bundles: [{ publisher, attestations: [attestation] }] }),
  )
}
