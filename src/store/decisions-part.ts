import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { Sha256 } from '../encoding/index.ts'
import type { DecisionRecord } from '../protocol/index.ts'
import { textOf, unmarked } from './rows.ts'
import type { InWords, Prepare } from './sqlite-part.ts'
import type { Counts, Page, Store } from './store.ts'

type Row = Readonly<Record<string, unknown>>

/** Decisions, as they are asked for: by a person, page by page, and for what is known of the same bytes. */
export function decisionsPart(
  prepare: Prepare,
  inWords: InWords,
): Pick<Store, 'decisions' | 'decisionsSince' | 'lastVerified' | 'counts'> {
  const last = prepare('SELECT run FROM decisions ORDER BY id DESC LIMIT 1')
  const by = (column: 'run' | 'ref' | 'code'): StatementSync =>
    prepare(`SELECT content FROM decisions WHERE ${column} = ? ORDER BY id DESC LIMIT ?`)
  const [byRun, byRef, byCode] = [by('run'), by('ref'), by('code')]
  const page = prepare('SELECT id, content FROM decisions WHERE at >= ? AND id < ? ORDER BY id DESC LIMIT ?')
  const verified = prepare('SELECT content, mark FROM decisions WHERE verified = ? ORDER BY id DESC LIMIT 1')
  const tally = prepare(
    'SELECT (SELECT count(*) FROM facts) AS facts, (SELECT count(*) FROM decisions) AS decisions',
  )
  return {
    decisions: inWords(({ ref, limit }) => {
      if (ref !== null) return recordsIn((ref.includes('-') ? byRef : byCode).all(ref, limit))
      const run = last.get()
      return run === undefined ? [] : recordsIn(byRun.all(textOf(run, 'run') satisfies SQLInputValue, limit))
    }),
    decisionsSince: inWords(({ since, before, limit }: Page) => {
      const rows = page.all(since, before ?? Number.MAX_SAFE_INTEGER, limit)
      const lowest = rows.at(-1)?.['id']
      const decisions = rows.map((row) => ({ id: Number(row['id']), record: recordIn(row) }))
      return { decisions, next: rows.length < limit ? null : Number(lowest) }
    }),
    lastVerified: inWords((sha256: Sha256) => {
      const row = verified.get(sha256)
      // What is to stand in for evidence must be what was recorded.
      if (row === undefined || unmarked(sha256, row) === null) return null
      const { at, verdict, circumstances } = recordIn(row)
      return { at, facts: verdict.facts.slice(0, circumstances?.ownFacts ?? 0) }
    }),
    counts: inWords((): Counts => {
      const row = tally.get()
      return { facts: Number(row?.['facts'] ?? 0), decisions: Number(row?.['decisions'] ?? 0) }
    }),
  }
}

function recordsIn(rows: readonly Row[]): readonly DecisionRecord[] {
  return rows.map(recordIn)
}

function recordIn(row: Row): DecisionRecord {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- read for people; clients parse it strictly
  return JSON.parse(textOf(row, 'content')) as DecisionRecord
}
