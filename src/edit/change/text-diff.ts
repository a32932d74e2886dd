import { createTwoFilesPatch } from 'diff'

const CONTEXT_LINES = 3
/** Gives up looking for the shortest one: a rewritten file is shown as removed and added. */
const MAX_EDITS = 5000

/** A unified diff without its headline; empty where the texts are the same. */
export function textDiff(before: string, after: string, names: readonly [string, string]): readonly string[] {
  if (before === after) return []
  const [from, to] = names
  const patch = createTwoFilesPatch(from, to, before, after, undefined, undefined, {
    context: CONTEXT_LINES,
    maxEditLength: MAX_EDITS,
  })
  return patch === undefined ? wholly(before, after, names) : patch.trimEnd().split('\n').slice(1)
}

function wholly(before: string, after: string, [from, to]: readonly [string, string]): readonly string[] {
  const removed = before.trimEnd().split('\n')
  const added = after.trimEnd().split('\n')
  return [
    `--- ${from}`,
    `+++ ${to}`,
    `@@ -1,${removed.length} +1,${added.length} @@`,
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
  ]
}
