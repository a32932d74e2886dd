import { POLICY_LIMITS } from '../limits.ts'
import { PolicyError, type PolicyProblem } from '../policy-problem.ts'
import type { Policy } from '../policy.ts'
import { DEFAULT_PRESET, parsePresetName, type PresetName, type PresetReader } from '../presets.ts'
import { checkShape } from './check-shape.ts'
import { compilePolicy } from './compile.ts'
import type { Layer } from './layer.ts'
import { lintExceptions } from './lint-exceptions.ts'
import { lintIds } from './lint-ids.ts'
import { lintNames } from './lint-names.ts'
import { lintShadows } from './lint-shadow.ts'
import { lintTests } from './lint-tests.ts'
import { lintVersion } from './lint-version.ts'
import { mergeLayers, type Merged } from './merge.ts'
import { readYaml } from './read-yaml.ts'

export interface ParseOptions {
  /** What people call the file; `PolicyRef.at` and problems use it. */
  readonly file: string
  readonly presets: PresetReader
  /** Names of the keyrings that the key store has. */
  readonly keyrings: readonly string[]
  /** Version of the policy in force; a lower one is refused. Null or absent where there is none. */
  readonly loadedVersion?: number | null
}

export type ParseResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] }

/**
 * Reads a policy file: YAML within limits ▶ shape ▶ names, ids, versions, shadows ▶ the policy, with its preset merged
 * in. All problems of a stage are told together, in the order of the file. Never throws for any text; throws
 * `PolicyError` `preset` where a preset that it names is itself broken.
 */
export function parsePolicy(text: string, options: ParseOptions): ParseResult {
  const read = readLayer(text, options.file)
  if (!read.ok) return read
  const { layer } = read
  const name = presetOf(layer)
  const merged = mergeLayers(layer, name === null ? null : presetLayer(name, options.presets))
  const problems = lint(layer, merged, options)
  if (problems.length > 0) return { ok: false, problems: inFileOrder(problems) }
  return { ok: true, policy: compilePolicy(merged, name) }
}

/** The policy of a preset alone: what holds where the person has no file. Throws `PolicyError` `preset` if it is broken. */
export function presetPolicy(presets: PresetReader, name: PresetName = DEFAULT_PRESET): Policy {
  const result = parsePolicy(presets(name), { file: `preset:${name}`, presets, keyrings: [] })
  if (!result.ok) throw brokenPreset(name, result.problems)
  return { ...result.policy, preset: name }
}

type LayerResult =
  | { readonly ok: true; readonly layer: Layer }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] }

function readLayer(text: string, label: string): LayerResult {
  const read = readYaml(text)
  if (!read.ok) return read
  const shape = checkShape(read.yaml)
  if (!shape.ok) return { ok: false, problems: inFileOrder(shape.problems) }
  return { ok: true, layer: { file: shape.file, yaml: read.yaml, label } }
}

function presetOf({ file }: Layer): PresetName | null {
  const reference = file.extends?.[0]
  return reference === undefined ? null : parsePresetName(reference.slice('preset:'.length))
}

function presetLayer(name: PresetName, presets: PresetReader): Layer {
  const read = readLayer(presets(name), `preset:${name}`)
  if (!read.ok) throw brokenPreset(name, read.problems)
  return read.layer
}

function brokenPreset(name: PresetName, problems: readonly PolicyProblem[]): PolicyError {
  const first = problems.map(({ message, line }) => `line ${line}: ${message}`).at(0) ?? 'it is empty'
  const hint = 'install pip-trust again: ./install.sh'
  return new PolicyError('preset', { message: `the preset \`${name}\` is broken: ${first}`, hint })
}

function lint(layer: Layer, { file }: Merged, options: ParseOptions): readonly PolicyProblem[] {
  return [
    ...lintVersion(layer, options.loadedVersion ?? null),
    ...lintIds(layer),
    ...lintNames(layer, { merged: file, keyrings: options.keyrings }),
    ...lintShadows(layer, file),
    ...lintExceptions(layer, file),
    ...lintTests(layer),
  ]
}

function inFileOrder(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
  return sorted.slice(0, POLICY_LIMITS.maxProblems)
}
