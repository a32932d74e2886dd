import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { DecisionRecord } from '../protocol/index.ts'
import { recorder } from './record.ts'
import { decodeQuestion, marked, sha256In, textOf, unmarked } from './rows.ts'
import { failingStore } from './failing-store.ts'
import { storeError, StoreError } from './store-error.ts'
import type { Counts, Derivation, JudgedSource, KnownFacts, Store } from './store.ts'
import { pruning } from './tables.ts'

type Row = Readonly<Record<string, unknown>>

/** The store over an open database. `node:sqlite` is synchronous: one statement takes microseconds. */
export function sqliteStore(database: DatabaseSync, onFailure: (error: StoreError) => void): Store {
  const inWords = inWordsOf(onFailure)
  const prepare = (sql: string): StatementSync => database.prepare(sql)
  return {
    ...failingStore(new StoreError('failed', { message: 'the store does not keep this yet' })),
    ...factsPart(prepare, inWords),
    ...historyPart(prepare, inWords),
    ...decisionsPart(prepare, inWords),
    record: inWords(recorder(database)),
    prune: inWords((now: number) => {
      for (const { sql, value } of pruning(now)) prepare(sql).run(value)
    }),
    close: inWords(() => database.close()),
  }
}

/** Makes asynchronous what SQLite does at once; its failures become `StoreError`s. */
type InWords = <Args extends readonly unknown[], Result>(
  work: (...args: Args) => Result,
) => (...args: Args) => Promise<Result>

function inWordsOf(onFailure: (error: StoreError) => void): InWords {
  return (work) =>
    // oxlint-disable-next-line typescript/require-await -- what is thrown in it must become a rejection
    async (...args) => {
      try {
        return work(...args)
      } catch (cause) {
        const error = storeError(cause)
        onFailure(error)
        throw error
      }
    }
}

type Prepare = (sql: string) => StatementSync

function factsPart(prepare: Prepare, inWords: InWords): Pick<Store, 'facts' | 'keepFacts'> {
  const get = prepare('SELECT content, mark FROM facts WHERE key = ?')
  const put = prepare('INSERT OR REPLACE INTO facts (key, at, content, mark) VALUES (?, unixepoch(), ?, ?)')
  return {
    facts: inWords((key: string) => {
      const content = unmarked(key, get.get(key))
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mark shows that it is what keepFacts wrote
      return content === null ? null : (JSON.parse(content) as KnownFacts)
    }),
    keepFacts: inWords((key: string, known: KnownFacts) => {
      const { content, mark } = marked(key, JSON.stringify(known))
      put.run(key, content, mark)
    }),
  }
}

function historyPart(
  prepare: Prepare,
  inWords: InWords,
): Pick<Store, 'seen' | 'judgedSource' | 'derivation'> {
  const sight = prepare('SELECT sha256 FROM sights WHERE index_url = ? AND filename = ?')
  const source = prepare('SELECT content, mark FROM sources WHERE run = ? AND source = ?')
  const derivation = prepare('SELECT content, mark FROM derivations WHERE wheel = ?')
  return {
    seen: inWords((index: string, filename: string) => {
      const row = sight.get(index, filename)
      return row === undefined ? null : sha256In(row, 'sha256')
    }),
    judgedSource: inWords((run: string, key: string): JudgedSource | null => {
      const content = unmarked(`${run} ${key}`, source.get(run, key))
      return content === null ? null : { run, source: key, question: decodeQuestion(content) }
    }),
    derivation: inWords((wheel): Derivation | null => {
      const content = unmarked(wheel, derivation.get(wheel))
      if (content === null) return null
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mark shows that it is what record wrote
      const kept = JSON.parse(content) as { source: string; tainted: boolean; question: string }
      return { wheel, source: kept.source, tainted: kept.tainted, question: decodeQuestion(kept.question) }
    }),
  }
}

function decisionsPart(prepare: Prepare, inWords: InWords): Pick<Store, 'decisions' | 'counts'> {
  const last = prepare('SELECT run FROM decisions ORDER BY id DESC LIMIT 1')
  const by = (column: 'run' | 'ref' | 'code'): StatementSync =>
    prepare(`SELECT content FROM decisions WHERE ${column} = ? ORDER BY id DESC LIMIT ?`)
  const [byRun, byRef, byCode] = [by('run'), by('ref'), by('code')]
  const tally = prepare(
    'SELECT (SELECT count(*) FROM facts) AS facts, (SELECT count(*) FROM decisions) AS decisions',
  )
  return {
    decisions: inWords(({ ref, limit }) => {
      if (ref !== null) return recordsIn((ref.includes('-') ? byRef : byCode).all(ref, limit))
      const run = last.get()
      return run === undefined ? [] : recordsIn(byRun.all(textOf(run, 'run') satisfies SQLInputValue, limit))
    }),
    counts: inWords((): Counts => {
      const row = tally.get()
      return { facts: Number(row?.['facts'] ?? 0), decisions: Number(row?.['decisions'] ?? 0) }
    }),
  }
}

function recordsIn(rows: readonly Row[]): readonly DecisionRecord[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- read for people; clients parse it strictly
  return rows.map((row) => JSON.parse(textOf(row, 'content')) as DecisionRecord)
}
