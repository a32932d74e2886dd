import type { HistoryEvent, HistoryRecord } from '../protocol/index.ts'
import { sha256Of } from '../encoding/index.ts'
import { textOf } from './rows.ts'
import type { InWords, Prepare } from './sqlite-part.ts'
import { StoreError } from './store-error.ts'
import type { Page, Store } from './store.ts'

interface Kept {
  readonly actor: string
  readonly event: HistoryEvent
}

const NOTHING_BEFORE = 'the beginning'

/**
 * The history: each row's mark is over its place, its content and the mark of the row before, and the last mark is kept
 * apart, so that what was changed, taken out or cut off at the end is noticed.
 */
export function historyPart(
  prepare: Prepare,
  inWords: InWords,
  durably: (work: () => void) => void,
): Pick<Store, 'append' | 'history'> {
  const last = prepare('SELECT id, mark FROM history ORDER BY id DESC LIMIT 1')
  const add = prepare('INSERT INTO history (id, at, content, mark) VALUES (?, ?, ?, ?)')
  const head = prepare("SELECT content FROM state WHERE key = 'history'")
  const setHead = prepare("INSERT OR REPLACE INTO state (key, content, mark) VALUES ('history', ?, '')")
  const page = prepare(
    'SELECT id, at, content FROM history WHERE at >= ? AND id < ? ORDER BY id DESC LIMIT ?',
  )
  const chain = prepare('SELECT id, at, content, mark FROM history ORDER BY id')
  const intact = (): void => {
    let before = NOTHING_BEFORE
    for (const row of chain.iterate()) {
      const [id, at] = [Number(row['id']), Number(row['at'])]
      if (row['mark'] !== markOf(id, at, textOf(row, 'content'), before))
        throw broken(`entry ${id} was changed, or one before it is gone`)
      before = textOf(row, 'mark')
    }
    const kept = head.get()
    if (kept !== undefined && kept['content'] !== before) throw broken('its last entries are gone')
  }
  return {
    append: inWords(({ at, actor, event }: Omit<HistoryRecord, 'id'>) =>
      durably(() => {
        const before = last.get()
        const id = Number(before?.['id'] ?? 0) + 1
        const content = JSON.stringify({ actor, event } satisfies Kept)
        const mark = markOf(id, at, content, before === undefined ? NOTHING_BEFORE : textOf(before, 'mark'))
        add.run(id, at, content, mark)
        setHead.run(mark)
      }),
    ),
    history: inWords(({ since, before, limit }: Page) => {
      intact()
      const rows = page.all(since, before ?? Number.MAX_SAFE_INTEGER, limit)
      const records = rows.map(recordIn)
      return { records, next: rows.length < limit ? null : (records.at(-1)?.id ?? null) }
    }),
  }
}

function markOf(id: number, at: number, content: string, before: string): string {
  return sha256Of(Buffer.from(`${before}\n${id}\n${at}\n${content}`))
}

function recordIn(row: Readonly<Record<string, unknown>>): HistoryRecord {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the chain of marks shows that it is what append wrote
  const kept = JSON.parse(textOf(row, 'content')) as Kept
  return { id: Number(row['id']), at: Number(row['at']), ...kept }
}

function broken(what: string): StoreError {
  return new StoreError('history', {
    message: `the history in the store was tampered with: ${what}`,
    hint: 'keep a copy of the store for whoever looks into it; decisions go on being recorded',
  })
}
