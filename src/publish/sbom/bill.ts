import type { Licence } from './licence/licence.ts'

/** A digest of bytes, hex in lower case. */
export interface Digest {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512'
  readonly hex: string
}

/** Something that a bill says beyond the formats' own fields; `name` without its name space. */
export interface Property {
  readonly name: string
  readonly value: string
}

/** An address that is about a component. */
export interface Link {
  readonly kind:
    'distribution' | 'source-distribution' | 'vcs' | 'website' | 'documentation' | 'issue-tracker' | 'other'
  readonly url: string
  /** Of what lies there. */
  readonly digests: readonly Digest[]
}

/** One thing that a bill lists. */
export interface Component {
  /** Unique in its bill, and the same for the same thing in another. */
  readonly ref: string
  readonly kind: 'application' | 'library' | 'file' | 'platform'
  readonly name: string
  readonly version: string | null
  /** Package URL (ECMA-427). */
  readonly purl: string | null
  /** Of the archive that was used; empty where only its installed files are known. */
  readonly digests: readonly Digest[]
  readonly licence: Licence
  readonly summary: string | null
  readonly author: string | null
  readonly links: readonly Link[]
  readonly properties: readonly Property[]
}

/** A bill of materials, of no format. */
export interface Bill {
  readonly about: Component
  readonly components: readonly Component[]
  /** By ref, refs in order. Whose dependencies nobody knows has no entry. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>
  /** When in a product's life it was made (CycloneDX's word). */
  readonly phase: 'build' | 'post-build' | 'operations'
  /** What is not in order, or could not be read, in a reader's words. */
  readonly doubts: readonly string[]
}

/** Who makes the bill, and what time it gives. */
export interface Making {
  /** Of pip-trust. */
  readonly version: string
  /** Seconds since the epoch, UTC. */
  readonly epochSeconds: number
}
