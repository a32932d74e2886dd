import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bundleFromJSON } from '@sigstore/bundle'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify'
import * as v from 'valibot'
import { SEED } from '../../conformance/vectors.ts'
import type { GoodBundle } from './good-bundles.ts'

const Seeds = v.object({
  'https://tuf-repo-cdn.sigstore.dev': v.object({ targets: v.object({ 'trusted_root.json': v.string() }) }),
})

/** The `trusted_root.json` of the public-good instance. */
export const publicRoot = (): string => {
  const seeds = v.parse(Seeds, JSON.parse(readFileSync(SEED, 'utf8')))
  return Buffer.from(
    seeds['https://tuf-repo-cdn.sigstore.dev'].targets['trusted_root.json'],
    'base64',
  ).toString()
}

const keyFinder = (root: string | null) => (hint: string) => {
  if (root === null) throw new Error(`no key for ${hint}`)
  const publicKey = createPublicKey(readFileSync(join(dirname(root), 'key.pub')))
  return { publicKey, validFor: () => true }
}

/** What `@sigstore/verify` says of bytes in the place of a real bundle: `ok`, or the message with which it refuses. Its trust is read once. */
export const oracleOf = ({ files }: Pick<GoodBundle, 'files'>): ((bytes: Uint8Array) => string) => {
  if (files === null) throw new Error('the oracle needs a real bundle')
  const root = files.root === null ? publicRoot() : readFileSync(files.root, 'utf8')
  const material = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(root)), keyFinder(files.root))
  const artifact = readFileSync(files.artifact)
  const verifier = new Verifier(material)
  return (bytes) => {
    try {
      verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(Buffer.from(bytes).toString())), artifact))
      return 'ok'
    } catch (error) {
      return error instanceof Error ? error.message.slice(0, 120) : 'an error'
    }
  }
}
