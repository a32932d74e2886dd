import type { Sha256 } from '../encoding/index.ts'

/** The file that evidence is to be about. */
export interface SubjectFile {
  readonly sha256: Sha256
  /** Null where only the digest is known: then no name is compared. */
  readonly filename: string | null
}
