import type { DatabaseSync } from 'node:sqlite'
import type { DecisionRecord } from '../protocol/index.ts'
import { publisherWriter } from './publishers-part.ts'
import { encodeQuestion, marked } from './rows.ts'
import type { Derivation, Entry, JudgedSource, Sight } from './store.ts'

/** Makes the function that writes one entry, whole or not at all. */
export function recorder(database: DatabaseSync): (entry: Entry) => void {
  const parts = writers(database)
  return (entry) => {
    const blocked = entry.decision.verdict.decision === 'block'
    // What was refused must be provable after a power cut; an «allow» that is forgotten is only judged again.
    if (blocked) durably(database, () => parts.writeAll(entry))
    else inTransaction(database, () => parts.writeAll(entry))
  }
}

/** On the disk when it returns, also after a power cut. */
export function durably(database: DatabaseSync, work: () => void): void {
  database.exec('PRAGMA synchronous = FULL')
  try {
    inTransaction(database, work)
  } finally {
    database.exec('PRAGMA synchronous = NORMAL')
  }
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function writers(database: DatabaseSync): { readonly writeAll: (entry: Entry) => void } {
  const decision = database.prepare(
    'INSERT INTO decisions (at, run, ref, code, content, verified, mark) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const sight = database.prepare(
    'INSERT OR IGNORE INTO sights (index_url, filename, sha256, at) VALUES (?, ?, ?, ?)',
  )
  const source = database.prepare(
    'INSERT OR REPLACE INTO sources (run, source, at, content, mark) VALUES (?, ?, ?, ?, ?)',
  )
  const derivation = database.prepare(
    'INSERT OR REPLACE INTO derivations (wheel, at, content, mark) VALUES (?, ?, ?, ?)',
  )
  const writeSight = (at: number, { index, filename, sha256 }: Sight): unknown =>
    sight.run(index, filename, sha256, at)
  const writeSource = (at: number, each: JudgedSource): unknown => {
    const { content, mark } = marked(`${each.run} ${each.source}`, encodeQuestion(each.question))
    return source.run(each.run, each.source, at, content, mark)
  }
  const writeDerivation = (at: number, { wheel, question, ...rest }: Derivation): unknown => {
    const kept = JSON.stringify({ ...rest, question: encodeQuestion(question) })
    const { content, mark } = marked(wheel, kept)
    return derivation.run(wheel, at, content, mark)
  }
  const remember = publisherWriter((sql) => database.prepare(sql))
  return {
    writeAll: (entry) => {
      const { at, run, verdict } = entry.decision
      const verified = verifiedDigest(entry.decision)
      const { content, mark } = marked(verified ?? '', JSON.stringify(entry.decision))
      decision.run(at, run.id, verdict.ref, verdict.code, content, verified, mark)
      if (entry.sight !== null) writeSight(at, entry.sight)
      if (entry.source !== null) writeSource(at, entry.source)
      if (entry.derivation !== null) writeDerivation(at, entry.derivation)
      for (const publisher of entry.publishers) remember(publisher)
    },
  }
}

/** The digest under which what verified can be found again; null where nothing did, and for what was refused. */
function verifiedDigest({ artifact, verdict, circumstances }: DecisionRecord): string | null {
  if (!('sha256' in artifact) || verdict.decision === 'block') return null
  const own = verdict.facts.slice(0, circumstances?.ownFacts ?? 0)
  const vouches = own.some(
    ({ check, result }) => result === 'ok' && (check === 'attestation' || check === 'signature'),
  )
  return vouches ? artifact.sha256 : null
}
