export { publisherFigures, type LateRotation, type PublisherFigures, type Rate } from './figures.ts'
export { addToJournal, journalFile, MAX_JOURNAL_BYTES, readJournal, type JournalRead } from './journal.ts'
export type { Happened, JournalEntry } from './journal-entry.ts'
export { buildCompared, releaseOf } from './what-happened.ts'
