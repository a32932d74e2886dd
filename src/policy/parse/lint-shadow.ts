import type { PolicyProblem } from '../policy-problem.ts'
import type { PolicyFile } from '../schema/index.ts'
import { findShadows } from '../shadow/index.ts'
import { problemAt, type Layer } from './layer.ts'

/** Rules above it that a message names. */
const MAX_NAMED = 5

/** A rule that can never be the first to match can never decide. */
export function lintShadows(layer: Layer, merged: PolicyFile): readonly PolicyProblem[] {
  const rules = layer.file.rules ?? []
  const shadows = findShadows(
    rules.map(({ match }) => match),
    merged.indexes,
  )
  return shadows.map(({ rule, by }) => {
    const ids = by.map((at) => `\`${rules[at]?.id ?? ''}\``)
    const message = `\`${rules[rule]?.id ?? ''}\` can never decide: ${whyText(ids)}`
    const hint = 'move it up, or remove it'
    return problemAt(layer, ['rules', rule], { code: 'shadowed-rule', message, hint })
  })
}

function whyText(ids: readonly string[]): string {
  if (ids.length === 0) return 'there is nothing that it matches'
  if (ids.length === 1) return `${ids.join('')} above it matches all that it matches`
  const more = ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : ''
  return `${ids.slice(0, MAX_NAMED).join(', ')}${more} above it together match all that it matches`
}
