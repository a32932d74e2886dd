import type { StatementSync } from 'node:sqlite'

/** Makes a prepared statement. */
export type Prepare = (sql: string) => StatementSync

/** Makes asynchronous what SQLite does at once; its failures become `StoreError`s. */
export type InWords = <Args extends readonly unknown[], Result>(
  work: (...args: Args) => Result,
) => (...args: Args) => Promise<Result>
