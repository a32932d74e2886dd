import { PipTrustError } from '../errors/index.ts'

/** Longer names are cut where they are shown. */
const MAX_QUOTED = 200

/** Codes of the reason table (src/verdict) that reading a file can lead to. */
export type ArchiveCode = 'TC1001' | 'TC1003' | 'TC1004' | 'TC1005' | 'TC1008' | 'TC1013'

/** What is wrong with an archive: a finding, in a reader's words. */
export interface ArchiveProblem {
  readonly code: ArchiveCode
  readonly expected: string
  readonly found: string
}

/** Ends the reading of an archive; outside this room it is seen as an `ArchiveProblem` only. */
export class ArchiveError extends PipTrustError<ArchiveCode> {
  readonly expected: string
  readonly found: string

  constructor({ code, expected, found }: ArchiveProblem) {
    super(code, { message: `expected ${expected} and found ${found}` })
    this.expected = expected
    this.found = found
  }
}

/** A name from an archive, as part of a finding. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > MAX_QUOTED ? `${name.slice(0, MAX_QUOTED)}…` : name)
}

/** An archive that is cut off or damaged, or reads differently to different readers. */
export function malformed(expected: string, found: string): ArchiveError {
  return new ArchiveError({ code: 'TC1004', expected, found })
}

/** A whole archive, and bytes behind its end. */
export function hasTail(expected: string, found: string): ArchiveError {
  return new ArchiveError({ code: 'TC1013', expected, found })
}

/** An archive that goes over a limit. */
export function tooLarge(expected: string, found: string): ArchiveError {
  return new ArchiveError({ code: 'TC1008', expected, found })
}
