/** Raised with every change of the tables; a store of another version is put aside and begun anew. */
export const SCHEMA_VERSION = 1

/** `mark` is the sha256 over key and content of its row: a damaged page must not read as a good fact. */
export const TABLES = `
  CREATE TABLE facts (key TEXT PRIMARY KEY, at INTEGER NOT NULL, content TEXT NOT NULL, mark TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE decisions (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, run TEXT NOT NULL, ref TEXT NOT NULL, code TEXT NOT NULL, content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX decisions_by_run ON decisions (run);
  CREATE INDEX decisions_by_ref ON decisions (ref);
  CREATE INDEX decisions_by_code ON decisions (code);
  CREATE TABLE sights (
    index_url TEXT NOT NULL, filename TEXT NOT NULL, sha256 TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (index_url, filename)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sources (
    run TEXT NOT NULL, source TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL, mark TEXT NOT NULL,
    PRIMARY KEY (run, source)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE derivations (wheel TEXT PRIMARY KEY, at INTEGER NOT NULL, content TEXT NOT NULL, mark TEXT NOT NULL) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${SCHEMA_VERSION};
`

/** What is kept at most; a machine that installs a hundred files a day reaches these after years. */
const KEPT = { decisionDays: 400, decisions: 200_000, facts: 50_000, sourceDays: 7, derivations: 20_000 }
const DAY = 86_400

/** The statements that forget, each with its one parameter. */
export function pruning(now: number): readonly { readonly sql: string; readonly value: number }[] {
  return [
    { sql: 'DELETE FROM decisions WHERE at < ?', value: now - KEPT.decisionDays * DAY },
    { sql: newest('decisions', 'id'), value: KEPT.decisions },
    { sql: newest('facts', 'key'), value: KEPT.facts },
    { sql: 'DELETE FROM sources WHERE at < ?', value: now - KEPT.sourceDays * DAY },
    { sql: newest('derivations', 'wheel'), value: KEPT.derivations },
  ]
}

function newest(table: string, id: string): string {
  return `DELETE FROM ${table} WHERE ${id} IN (SELECT ${id} FROM ${table} ORDER BY at DESC LIMIT -1 OFFSET ?)`
}
