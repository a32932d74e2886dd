import type { DatabaseSync } from 'node:sqlite'
import { bypassPart } from './bypass-part.ts'
import { decisionsPart } from './decisions-part.ts'
import { historyPart } from './history-part.ts'
import { listingsPart } from './listings-part.ts'
import { publishersPart } from './publishers-part.ts'
import { durably, recorder } from './record.ts'
import { decodeQuestion, marked, sha256In, unmarked } from './rows.ts'
import type { InWords, Prepare } from './sqlite-part.ts'
import { storeError, type StoreError } from './store-error.ts'
import type { Derivation, JudgedSource, KnownFacts, Store } from './store.ts'
import { pruning } from './tables.ts'

/** The store over an open database. `node:sqlite` is synchronous: one statement takes microseconds. */
export function sqliteStore(database: DatabaseSync, onFailure: (error: StoreError) => void): Store {
  const inWords = inWordsOf(onFailure)
  const prepare: Prepare = (sql) => database.prepare(sql)
  return {
    ...factsPart(prepare, inWords),
    ...sightsPart(prepare, inWords),
    ...decisionsPart(prepare, inWords),
    ...listingsPart(prepare, inWords),
    ...publishersPart(prepare, inWords),
    ...historyPart(prepare, inWords, (work) => durably(database, work)),
    ...bypassPart(prepare, inWords),
    record: inWords(recorder(database)),
    prune: inWords((now: number) => {
      for (const { sql, value } of pruning(now)) prepare(sql).run(value)
    }),
    close: inWords(() => database.close()),
  }
}

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

function sightsPart(prepare: Prepare, inWords: InWords): Pick<Store, 'seen' | 'judgedSource' | 'derivation'> {
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
