import type { PolicyProblem } from '../policy-problem.ts'
import { indexUrl } from '../index-url.ts'
import { problemAt, type Layer } from './layer.ts'

/** Rule names that verdicts use for what is built in. */
const RESERVED_RULES: ReadonlySet<string> = new Set(['integrity', 'floor', 'identification', 'none'])

/** Names must tell things apart, and not be those of built-in ones. */
export function lintIds(layer: Layer): readonly PolicyProblem[] {
  return [
    ...(['rules', 'floor', 'exceptions'] as const).flatMap((section) => duplicateIds(layer, section)),
    ...reservedRules(layer),
    ...reservedNames(layer),
    ...duplicateIndexes(layer),
  ]
}

function duplicateIds(layer: Layer, section: 'rules' | 'floor' | 'exceptions'): readonly PolicyProblem[] {
  const seen = new Set<string>()
  return (layer.file[section] ?? []).flatMap(({ id }, at) => {
    const repeated = id !== undefined && seen.has(id)
    if (id !== undefined) seen.add(id)
    const message = `\`${id ?? ''}\` is the id of another entry of \`${section}\``
    return repeated ? [problemAt(layer, [section, at, 'id'], { code: 'duplicate-id', message })] : []
  })
}

function reservedRules(layer: Layer): readonly PolicyProblem[] {
  return (['rules', 'floor'] as const).flatMap((section) =>
    (layer.file[section] ?? []).flatMap(({ id }, at) => {
      if (id === undefined || !RESERVED_RULES.has(id)) return []
      const message = `\`${id}\` is the name of a built-in rule`
      return [problemAt(layer, [section, at, 'id'], { code: 'reserved-name', message })]
    }),
  )
}

function reservedNames(layer: Layer): readonly PolicyProblem[] {
  const pin = 'tofu-pin' in (layer.file.identities ?? {}) ? [['identities', 'tofu-pin']] : []
  const index = layer.file.indexes?.['default']?.url === undefined ? [] : [['indexes', 'default']]
  return [...pin, ...index].map((path) => {
    const message = `\`${path[1] ?? ''}\` has a meaning of its own and can't be defined as something else`
    return problemAt(layer, path, { code: 'reserved-name', message }, 'key')
  })
}

function duplicateIndexes(layer: Layer): readonly PolicyProblem[] {
  const seen = new Map<string, string>()
  return Object.entries(layer.file.indexes ?? {}).flatMap(([name, { url }]) => {
    if (url === undefined) return []
    const other = seen.get(indexUrl(url))
    seen.set(indexUrl(url), name)
    const message = `\`${name}\` and \`${other ?? ''}\` have the same URL`
    return other === undefined
      ? []
      : [problemAt(layer, ['indexes', name, 'url'], { code: 'duplicate-id', message })]
  })
}
