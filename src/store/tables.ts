/** Raised with every change of the tables; a store of a lower version is brought up, one of a higher is put aside. */
export const SCHEMA_VERSION = 2

/** `mark` is the sha256 over key and content of its row: a damaged page must not read as a good fact. */
const FIRST = `
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
`

/**
 * Releases, publishers, and the history, which only grows: triggers hold it against every change, and each row carries the
 * mark of the one before. What an older version kept of questions lacks what they have now, and means «nowhere» and «none».
 */
const SECOND = `
  CREATE TABLE listings (
    index_url TEXT NOT NULL, project TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL, mark TEXT NOT NULL,
    PRIMARY KEY (index_url, project)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX listings_by_project ON listings (project);
  CREATE TABLE publishers (
    index_url TEXT NOT NULL, project TEXT NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL, mark TEXT NOT NULL,
    PRIMARY KEY (index_url, project, who)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX publishers_by_project ON publishers (project);
  CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, content TEXT NOT NULL, mark TEXT NOT NULL) STRICT;
  CREATE TRIGGER history_stays BEFORE UPDATE ON history BEGIN SELECT raise(ABORT, 'the history is only added to'); END;
  CREATE TRIGGER history_keeps BEFORE DELETE ON history BEGIN SELECT raise(ABORT, 'the history is only added to'); END;
  CREATE TABLE state (key TEXT PRIMARY KEY, content TEXT NOT NULL, mark TEXT NOT NULL) STRICT, WITHOUT ROWID;
  ALTER TABLE decisions ADD COLUMN verified TEXT;
  ALTER TABLE decisions ADD COLUMN mark TEXT;
  CREATE INDEX decisions_by_verified ON decisions (verified) WHERE verified IS NOT NULL;
  CREATE INDEX decisions_by_time ON decisions (at);
  UPDATE decisions SET content = json_set(content, '$.circumstances', json('null'));
`

/** What brings a store from each version to the next. */
export const STEPS: readonly string[] = [FIRST, SECOND]

/** What is kept at most; a machine that installs a hundred files a day reaches these after years. */
const KEPT = {
  decisionDays: 400,
  decisions: 200_000,
  facts: 50_000,
  sourceDays: 7,
  derivations: 20_000,
  listings: 20_000,
}
const DAY = 86_400

/** The statements that forget, each with its one parameter. */
export function pruning(now: number): readonly { readonly sql: string; readonly value: number }[] {
  return [
    { sql: 'DELETE FROM decisions WHERE at < ?', value: now - KEPT.decisionDays * DAY },
    { sql: newest('decisions', 'id'), value: KEPT.decisions },
    { sql: newest('facts', 'key'), value: KEPT.facts },
    { sql: 'DELETE FROM sources WHERE at < ?', value: now - KEPT.sourceDays * DAY },
    { sql: newest('derivations', 'wheel'), value: KEPT.derivations },
    { sql: OLD_LISTINGS, value: KEPT.listings },
  ]
}

function newest(table: string, id: string): string {
  return `DELETE FROM ${table} WHERE ${id} IN (SELECT ${id} FROM ${table} ORDER BY at DESC LIMIT -1 OFFSET ?)`
}

const OLD_LISTINGS = `DELETE FROM listings WHERE (index_url, project) IN
  (SELECT index_url, project FROM listings ORDER BY at DESC LIMIT -1 OFFSET ?)`
