import type { Sha256 } from '../encoding/index.ts'
import type { ProjectName } from './project-name.ts'

/** A project's page of a simple index (PEP 503, 629, 691). */
export interface IndexPage {
  /** As the page says it, e.g. `1.1`; null where it says nothing. */
  readonly apiVersion: string | null
  /** The project that the page says it is about; only JSON pages do. */
  readonly project: ProjectName | null
  /** PEP 792, as the page says it; null where it says nothing. */
  readonly status: { readonly status: string; readonly why: string | null } | null
  readonly files: readonly IndexFile[]
}

/** One file of a page. What the page says of it is a claim. */
export interface IndexFile {
  /** The last segment of the URL, decoded: the name that pip goes by. */
  readonly filename: string
  /** Absolute, without fragment. */
  readonly url: string
  readonly sha256: Sha256 | null
  /** By name of the algorithm, as given. */
  readonly otherHashes: Readonly<Record<string, string>>
  /** Bytes. */
  readonly size: number | null
  /** Absolute URL of the PEP 740 provenance. */
  readonly provenance: string | null
  /** True where the key or attribute is there, even when it is null. */
  readonly provenanceOffered: boolean
  /** PEP 658/714: digest of the metadata file; true where it is there without a digest. */
  readonly coreMetadata: Sha256 | true | null
  readonly gpgSig: boolean | null
  /** PEP 592: false, true, or the reason. */
  readonly yanked: string | boolean
  /** PEP 700, ISO 8601. */
  readonly uploadTime: string | null
  /** PEP 345 specifiers, as given. */
  readonly requiresPython: string | null
}
