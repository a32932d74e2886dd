import { releaseLine } from '../../python/index.ts'
import type { RememberedPublisher } from '../../verdict/index.ts'
import type { FileQuestion } from '../file-question.ts'
import type { publisherFacts } from './publisher-facts.ts'

/**
 * Whom to remember where the file passes: those whom the history told of, and who attested on a line where nobody
 * contradicts it. Of a run in which code of an artifact had run, nobody.
 */
export function toRemember(
  { artifact, run }: FileQuestion,
  told: readonly RememberedPublisher[],
  publishers: ReturnType<typeof publisherFacts>,
  now: number,
): readonly RememberedPublisher[] {
  const { index, project, version } = artifact
  if (index === null || run.tainted) return []
  const line = releaseLine(version)
  const base = {
    index: index.url,
    project,
    lines: [line],
    version,
    firstSeenAt: now,
    by: 'first-use',
  } as const
  const own = publishers.flatMap(({ relation, publisher, remembered }) => {
    const isKnown = relation === 'same' && remembered?.lines.includes(line) === true
    return relation === 'changed' || isKnown ? [] : [{ ...base, publisher }]
  })
  return [...told, ...own]
}
