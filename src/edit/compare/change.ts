import { flowText } from '../change/index.ts'

/**
 * What a change of the policy does to what is refused. `tightens` only where no artifact can fare better by it; `loosens` where some
 * artifact can; `may-loosen` where it can't be told; `neutral` where nothing is decided otherwise.
 */
export type Direction = 'tightens' | 'loosens' | 'may-loosen' | 'neutral'

/** One difference of two policies, in a reader's words. */
export interface Change {
  readonly direction: Direction
  /** The part of the policy: `rules everything-else`. */
  readonly where: string
  /** What is otherwise: `onMissing: warn → block`. */
  readonly what: string
}

/** Whether a reason is asked for. */
export function mayLoosen({ direction }: Change): boolean {
  return direction === 'loosens' || direction === 'may-loosen'
}

const MAX_SHOWN = 80

/** A value as it stands in a change's words. */
export function shown(value: unknown): string {
  if (value === undefined) return 'not set'
  const text = typeof value === 'string' ? value : flowText(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text
}

/** The words for a value that became another; without a name where the part of the policy says it. */
export function turned(name: string, before: unknown, after: unknown): string {
  return `${name === '' ? '' : `${name}: `}${shown(before)} → ${shown(after)}`
}

/** The direction of a step up or down a scale, from mild to hard. */
export function alongScale<Item>(scale: readonly Item[], before: Item, after: Item): Direction {
  const step = scale.indexOf(after) - scale.indexOf(before)
  if (step === 0) return 'neutral'
  return step > 0 ? 'tightens' : 'loosens'
}
