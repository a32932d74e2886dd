/** What an archive turned out to hold. */
export interface ArchiveContent {
  /** `unknown`: an archive in good order, or one that can't be looked into, that doesn't say what it is. */
  readonly kind: 'wheel' | 'sdist' | 'unknown'
  /** METADATA or PKG-INFO. */
  readonly metadata: Uint8Array | null
}
