import { PipTrustError } from '../../errors/index.ts'

/**
 * Why an archive can't be made canonical: `archive` it is damaged, cut off or reads differently to different readers;
 * `too-large` it goes over a limit; `link` it has a link, device or pipe; `name` a member's name is none that every reader
 * understands alike; `duplicate` a name comes twice, or is both a file and a folder; `metadata` what must be there once
 * (RECORD, PKG-INFO, the folder of an sdist) is missing or there twice; `record` RECORD says something else than the
 * files; `epoch` the time is none that the format can hold.
 */
export type CanonicalErrorCode =
  'archive' | 'too-large' | 'link' | 'name' | 'duplicate' | 'metadata' | 'record' | 'epoch'

/** What making an archive canonical has to complain about. Nothing is given then. */
export class CanonicalError extends PipTrustError<CanonicalErrorCode> {}
