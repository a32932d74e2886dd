import type { ProjectName } from '../python/index.ts'
import { publisherKey, type RememberedPublisher } from '../verdict/index.ts'
import { marked, textOf, unmarked } from './rows.ts'
import type { InWords, Prepare } from './sqlite-part.ts'
import type { Store } from './store.ts'

/** Publishers that are told at once. */
const MAX_PUBLISHERS = 1000

/** Remembers a publisher; one that is known keeps its first sight, and gains lines and a person's word. */
export type RememberPublisher = (remembered: RememberedPublisher) => void

/** Makes the function that remembers; also used where a decision is recorded with it. */
export function publisherWriter(prepare: Prepare): RememberPublisher {
  const get = prepare('SELECT content, mark FROM publishers WHERE index_url = ? AND project = ? AND who = ?')
  const put = prepare(
    'INSERT OR REPLACE INTO publishers (index_url, project, who, at, content, mark) VALUES (?, ?, ?, ?, ?, ?)',
  )
  return (remembered) => {
    const { index, project } = remembered
    const who = publisherKey(remembered.publisher)
    const known = publisherIn(get.get(index, project, who), index, project, who)
    const next = known === null ? remembered : joined(known, remembered)
    const { content, mark } = marked(keyOf(index, project, who), JSON.stringify(next))
    put.run(index, project, who, next.firstSeenAt, content, mark)
  }
}

export function publishersPart(
  prepare: Prepare,
  inWords: InWords,
): Pick<Store, 'publishers' | 'rememberPublisher' | 'forgetPublisher'> {
  const columns = 'SELECT index_url, project, who, content, mark FROM publishers'
  const order = `ORDER BY at, who LIMIT ${MAX_PUBLISHERS}`
  const all = prepare(`${columns} ${order}`)
  const ofProject = prepare(`${columns} WHERE project = ? ${order}`)
  const forget = prepare('DELETE FROM publishers WHERE index_url = ? AND project = ? AND who = ?')
  return {
    publishers: inWords((project: ProjectName | null) =>
      (project === null ? all.all() : ofProject.all(project)).flatMap((row) => {
        const found = publisherIn(row, textOf(row, 'index_url'), textOf(row, 'project'), textOf(row, 'who'))
        return found === null ? [] : [found]
      }),
    ),
    rememberPublisher: inWords(publisherWriter(prepare)),
    forgetPublisher: inWords(({ index, project, publisher }: RememberedPublisher) => {
      forget.run(index, project, publisherKey(publisher))
    }),
  }
}

function publisherIn(
  row: Readonly<Record<string, unknown>> | undefined,
  index: string,
  project: string,
  who: string,
): RememberedPublisher | null {
  const content = unmarked(keyOf(index, project, who), row)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mark shows that it is what the writer wrote
  return content === null ? null : (JSON.parse(content) as RememberedPublisher)
}

function joined(known: RememberedPublisher, next: RememberedPublisher): RememberedPublisher {
  const lines = [...new Set([...known.lines, ...next.lines])]
  return { ...known, lines, by: next.by === 'person' ? 'person' : known.by }
}

function keyOf(index: string, project: string, who: string): string {
  return `${index} ${project} ${who}`
}
