import type { DatabaseSync } from 'node:sqlite'
import { marked, textOf, unmarked } from './rows.ts'
import { StoreError } from './store-error.ts'
import { SCHEMA_VERSION, STEPS } from './tables.ts'

/** Brings an empty store, or one of an older version, to the tables of this one: wholly, or not at all. */
export function migrate(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version > SCHEMA_VERSION) {
    throw new StoreError('corrupt', {
      message: `the store has version ${version}, and this one knows up to ${SCHEMA_VERSION}`,
    })
  }
  if (version === SCHEMA_VERSION) return
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const step of STEPS.slice(version)) database.exec(step)
    if (version === 1) completeQuestions(database)
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Kept questions of version 1 say nothing of pins and precedents: there were none. */
function completeQuestions(database: DatabaseSync): void {
  const sources = database.prepare('SELECT run, source, content, mark FROM sources').all()
  const source = database.prepare('UPDATE sources SET content = ?, mark = ? WHERE run = ? AND source = ?')
  for (const row of sources) {
    const [run, key] = [textOf(row, 'run'), textOf(row, 'source')]
    const content = unmarked(`${run} ${key}`, row)
    if (content === null) continue
    const next = marked(`${run} ${key}`, completed(content))
    source.run(next.content, next.mark, run, key)
  }
  const derivations = database.prepare('SELECT wheel, content, mark FROM derivations').all()
  const derivation = database.prepare('UPDATE derivations SET content = ?, mark = ? WHERE wheel = ?')
  for (const row of derivations) {
    const wheel = textOf(row, 'wheel')
    const content = unmarked(wheel, row)
    if (content === null) continue
    const kept = JSON.parse(content)
    const next = marked(wheel, JSON.stringify({ ...kept, question: completed(kept.question) }))
    derivation.run(next.content, next.mark, wheel)
  }
}

function completed(question: string): string {
  return JSON.stringify({ ...JSON.parse(question), pinned: [], precedent: null })
}
