export { asOfToday } from './as-of-today.ts'
export { seconds } from './duration.ts'
export { effectiveText } from './effective-text.ts'
export {
  bypassed,
  evaluate,
  personOf,
  type Evaluation,
  type Known,
  type PolicyQuestion,
} from './evaluate/index.ts'
export type { Explanation } from './explain/index.ts'
export { explain, renderExplanation } from './explain/index.ts'
export { globCovers } from './glob.ts'
export {
  bypassForbidden,
  evaluateLayers,
  pageDenial,
  privateIndexes,
  withhold,
  type Layers,
  type PageSubject,
} from './layers/index.ts'
export { runPolicyTests, type TestOutcome } from './examples/index.ts'
export { DEFAULT_EXCEPTION_DAYS, POLICY_LIMITS } from './limits.ts'
export { parsePolicy, presetPolicy, readYaml, type ParseOptions, type ParseResult } from './parse/index.ts'
export { PolicyError, type PolicyProblem, type PolicyProblemCode } from './policy-problem.ts'
export { policySchema } from './policy-schema.ts'
export type { Policy, Waivable } from './policy.ts'
export { parsePresetName, PRESET_NAMES, type PresetName, type PresetReader } from './presets.ts'
export { questionOf } from './question-of.ts'
export { policyReference } from './reference.ts'
export type {
  ExceptionEntry,
  FloorEntryText,
  IdentityEntry,
  MatchEntry,
  PolicyFile,
  RequirementEntry,
  RuleEntry,
} from './schema/index.ts'
export { WAIVABLE } from './schema/index.ts'
export { usePreset } from './use-preset.ts'
