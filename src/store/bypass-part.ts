import type { Bypass } from '../protocol/index.ts'
import { marked, unmarked } from './rows.ts'
import type { InWords, Prepare } from './sqlite-part.ts'
import type { Store } from './store.ts'

const KEY = 'bypass'

/** The break-glass. A row that was altered is none: then the policy holds. */
export function bypassPart(prepare: Prepare, inWords: InWords): Pick<Store, 'bypass' | 'setBypass'> {
  const get = prepare('SELECT content, mark FROM state WHERE key = ?')
  const put = prepare('INSERT OR REPLACE INTO state (key, content, mark) VALUES (?, ?, ?)')
  const end = prepare('DELETE FROM state WHERE key = ?')
  return {
    bypass: inWords((now: number) => {
      const content = unmarked(KEY, get.get(KEY))
      if (content === null) return null
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mark shows that it is what setBypass wrote
      const bypass = JSON.parse(content) as Bypass
      return now >= bypass.from && now < bypass.until ? bypass : null
    }),
    setBypass: inWords((bypass: Bypass | null) => {
      if (bypass === null) end.run(KEY)
      else {
        const { content, mark } = marked(KEY, JSON.stringify(bypass))
        put.run(KEY, content, mark)
      }
    }),
  }
}
