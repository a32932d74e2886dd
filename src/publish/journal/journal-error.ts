import { PipTrustError } from '../../errors/index.ts'

/** What the journal of a publisher has to complain about: it can't be read or written. */
export class JournalError extends PipTrustError<'read' | 'write'> {}
