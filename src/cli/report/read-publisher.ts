import {
  journalFile,
  publisherFigures,
  readJournal,
  type PublisherFigures,
} from '../../publish/journal/index.ts'
import type { Cli } from '../cli.ts'
import { ownKeys } from '../signing/index.ts'

/** A publisher's figures, and what could not be counted. */
export interface PublisherReport extends PublisherFigures {
  /** Lines of the journal that are no entries, and records of keys that can't be read. */
  readonly unreadable: number
}

/** Reads what builds, releases and keys left. Throws `JournalError`, `KeysError`. */
export async function readPublisher(
  cli: Cli,
  period: { readonly since: number; readonly until: number },
): Promise<PublisherReport> {
  const [{ entries, unreadable }, { keys, problems }] = await Promise.all([
    readJournal(journalFile(cli.paths.state)),
    ownKeys(cli).list(),
  ])
  const records = keys.map(({ record }) => record)
  return { ...publisherFigures(entries, records, period), unreadable: unreadable + problems.length }
}

/** Whether there is anything of a publisher's to tell. */
export function hasPublished({
  reproducible,
  reproduced,
  verified,
  rotations,
  unreadable,
}: PublisherReport): boolean {
  return [reproducible, reproduced, verified, rotations].some((rate) => rate.of > 0) || unreadable > 0
}
