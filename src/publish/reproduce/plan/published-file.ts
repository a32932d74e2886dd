import type { ProjectName, Version } from '../../../python/index.ts'
import type { ComparedFile } from '../../difference/index.ts'
import type { Generator } from './generator.ts'

/** What a published wheel or source distribution says of how it was built. */
export interface PublishedFile extends ComparedFile {
  readonly kind: 'wheel' | 'sdist'
  readonly project: ProjectName
  readonly version: Version
  /** `py3-none-any`; none of a source distribution. */
  readonly tags: readonly string[]
  /** Null where WHEEL names none in a form that is known. */
  readonly generator: Generator | null
  /** Seconds since the epoch, of the newest member; of a wheel by the builder's clock, in the builder's zone, and even. */
  readonly newest: number
  /** What is replayed: of a source distribution nothing, since it has what the source has. */
  readonly members: readonly PublishedMember[]
  /** Most of it says that Windows packed it. */
  readonly isFromWindows: boolean
  /** As `trustctl build` writes it. */
  readonly isCanonical: boolean
}

export interface PublishedMember {
  readonly name: string
  /** As `newest`. */
  readonly time: number
  /** The rights alone; 0 where none are told. */
  readonly mode: number
}
