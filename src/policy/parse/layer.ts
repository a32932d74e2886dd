import type { Path, Place, PolicyProblem, PolicyProblemCode } from '../policy-problem.ts'
import type { PolicyFile } from '../schema/index.ts'
import type { YamlText } from './read-yaml.ts'

/** One file of the right shape, with the places of its values. `label` is what people call it: `policy.yaml`. */
export interface Layer {
  readonly file: PolicyFile
  readonly yaml: YamlText
  readonly label: string
}

/** `policy.yaml:52` */
export function placeText(layer: Layer, path: Path): string {
  return `${layer.label}:${layer.yaml.where(path).line}`
}

interface Words {
  readonly code: PolicyProblemCode
  readonly message: string
  readonly hint?: string
}

/** A problem at `path`. */
export function problemAt(
  layer: Layer,
  path: Path,
  { code, message, hint }: Words,
  part?: 'key' | 'value',
): PolicyProblem {
  const place: Place = layer.yaml.where(path, part)
  return { code, message, ...place, hint: hint ?? null }
}
