import { content, type ContentKind, type Finding } from '../difference.ts'
import { normalisers, timesIn, type Normaliser } from './normalisers.ts'
import type { Surroundings } from './surroundings.ts'
import { endings } from './wheel-file-findings.ts'

/** Why two texts differ: the fewest causes that explain all of it, or `text` where they don't. Never empty. */
export function textFindings(name: string, a: string, b: string, around: Surroundings): readonly Finding[] {
  const causes = causesOf(a, b, normalisers(around))
  if (causes.length === 0) return [content('text', name, firstDifference(a, b))]
  return causes.map((kind) => findingOf(kind, name, a, b, causes))
}

function causesOf(a: string, b: string, all: readonly Normaliser[]): readonly ContentKind[] {
  const alone = all.find((one) => isExplainedBy([one], a, b))
  if (alone !== undefined) return [alone.kind]
  if (!isExplainedBy(all, a, b)) return []
  // The later a cause stands, the more it swallows: it goes first.
  const needed = all.toReversed().reduce((kept: readonly Normaliser[], one) => {
    const fewer = kept.filter((each) => each !== one)
    return isExplainedBy(fewer, a, b) ? fewer : kept
  }, all)
  return needed.map(({ kind }) => kind)
}

function isExplainedBy(causes: readonly Normaliser[], a: string, b: string): boolean {
  const apply = (text: string): string => causes.reduce((left, { apply: one }) => one(left), text)
  return apply(a) === apply(b)
}

function findingOf(
  kind: ContentKind,
  name: string,
  a: string,
  b: string,
  causes: readonly ContentKind[],
): Finding {
  if (kind === 'line-endings') return content(kind, name, endings(a, b))
  if (kind === 'timestamp' && areSameInstants(a, b)) return content('time-zone', name, firstDifference(a, b))
  const plain = (text: string): string =>
    causes.includes('line-endings') ? text.replaceAll('\r\n', '\n') : text
  return content(kind, name, firstDifference(plain(a), plain(b)))
}

/** Whether the texts tell the same instants in different zones. */
function areSameInstants(a: string, b: string): boolean {
  const [first, second] = [instants(a), instants(b)]
  const isSame = first.length === second.length && first.every((instant, index) => instant === second[index])
  return first.length > 0 && isSame && timesIn(a).join() !== timesIn(b).join()
}

const instants = (text: string): readonly number[] => timesIn(text).map((time) => Date.parse(time))

const MAX_SHOWN = 100

/** The first line that differs, of both. */
function firstDifference(a: string, b: string): string {
  const [first, second] = [a.split('\n'), b.split('\n')]
  const at = first.findIndex((line, index) => line !== second[index])
  const line = at < 0 ? first.length : at
  return `line ${line + 1}: ${shown(first[line])} / ${shown(second[line])}`
}

function shown(line: string | undefined): string {
  return line === undefined ? 'no line' : line.trim().slice(0, MAX_SHOWN)
}
