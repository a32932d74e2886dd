import * as v from 'valibot'
import { POLICY_LIMITS } from '../limits.ts'
import { described, keysPresent, listOf, optionally } from './described.ts'
import { nameSchema, projectPatternSchema, textSchema } from './texts.ts'

export const KINDS = ['wheel', 'sdist', 'vcs', 'directory'] as const
export const CHANNELS = [
  'index',
  'direct-url',
  'find-links',
  'file',
  'cache',
  'wheel-cache',
  'derived',
  'vcs',
  'directory',
] as const

export const CONTEXTS = ['workstation', 'ci'] as const

/** States of a project (PEP 792). */
export const STATUSES = ['active', 'archived', 'quarantined', 'deprecated'] as const

/** Relations of a release to its project's history, in the words that indexes use. */
export const PROVENANCE_STATES = [
  'no-provenance',
  'full-provenance',
  'partial-provenance',
  'inconsistent-provenance',
  'lost-provenance',
  'changed-provenance',
] as const

const matchEntries = {
  project: optionally(
    listOf(projectPatternSchema),
    'projects; `*` alone also matches a source tree whose name is not known yet',
  ),
  projectNot: optionally(listOf(projectPatternSchema), 'not these projects'),
  index: optionally(listOf(nameSchema), 'names of `indexes` that it came from'),
  indexNot: optionally(listOf(nameSchema), 'not from these; what came from no index is from none of them'),
  kind: optionally(listOf(v.picklist(KINDS)), 'what it is'),
  channel: optionally(listOf(v.picklist(CHANNELS)), 'how it reached pip'),
  context: optionally(listOf(v.picklist(CONTEXTS)), 'where pip runs'),
}

const matchSchema = v.pipe(
  v.strictObject(matchEntries),
  v.check(
    (match) => Object.keys(match).length > 0,
    'at least one condition; for everything write project: ["*"]',
  ),
)

export const effectSchema = v.picklist(['allow', 'record', 'warn', 'block'])

const onTooYoungSchema = v.picklist(['older', 'block', 'warn'])

const effectEntries = {
  deny: optionally(textSchema, 'refuse, with these words'),
  warn: optionally(textSchema, 'warn whenever the rule matches, with these words'),
  require: optionally(
    v.array(nameSchema),
    'requirements, all of which must be met; an empty list asks nothing',
  ),
  onMissing: optionally(
    effectSchema,
    'what follows where nobody published what is required (block where absent)',
  ),
  onUnavailable: optionally(
    effectSchema,
    'what follows where it could not be found out (block where absent)',
  ),
  onTooYoung: optionally(
    onTooYoungSchema,
    'what follows where it is younger than `age` asks (block where absent); `older` keeps it out of the page that pip gets, so that pip picks an older one',
  ),
}

/** What a step of `rollout` sets. */
export const settingsSchema = v.strictObject({
  onMissing: optionally(
    effectSchema,
    'what follows then where nobody published it (as before, where absent)',
  ),
  onUnavailable: optionally(
    effectSchema,
    'what follows then where it could not be found out (as before, where absent)',
  ),
  onTooYoung: optionally(
    onTooYoungSchema,
    'what follows then where it is too young (as before, where absent)',
  ),
})

const ruleSchema = v.pipe(
  v.strictObject({
    id: described(nameSchema, 'name of the rule, shown in every verdict'),
    match: described(matchSchema, 'what the rule is about; every condition must hold'),
    ...effectEntries,
    message: optionally(
      textSchema,
      'what to tell the person; {project}, {version} and {filename} are put in',
    ),
  }),
  v.check((rule) => keysPresent(rule, ['deny', 'warn', 'require']) > 0, 'one of deny, warn or require'),
  v.check(
    (rule) =>
      !('deny' in rule) ||
      keysPresent(rule, ['deny', 'warn', 'require', 'onMissing', 'onUnavailable', 'onTooYoung']) === 1,
    '`deny` stands without warn, require, onMissing, onUnavailable and onTooYoung',
  ),
)

export const floorSchema = v.pipe(
  v.strictObject({
    id: optionally(nameSchema, 'name of the entry, shown in verdicts (floor where absent)'),
    match: optionally(matchSchema, 'what it is about (everything where absent)'),
    deny: optionally(textSchema, 'refuse, with these words'),
    require: optionally(listOf(nameSchema), 'requirements that nothing waives'),
    status: optionally(
      v.strictObject({
        deny: described(
          listOf(v.picklist(['quarantined', 'archived', 'deprecated'])),
          'states that are refused',
        ),
      }),
      "the project's state, as its index says it (PEP 792)",
    ),
    provenanceState: optionally(
      v.strictObject({
        deny: described(listOf(v.picklist(PROVENANCE_STATES)), 'states that are refused'),
      }),
      "the release against the project's history on the same release line and index",
    ),
  }),
  v.check(
    (entry) => keysPresent(entry, ['deny', 'require', 'status', 'provenanceState']) === 1,
    'exactly one of deny, require, status or provenanceState',
  ),
)

export const rulesSchema = v.pipe(
  v.array(ruleSchema),
  v.maxLength(POLICY_LIMITS.maxRules, `at most ${POLICY_LIMITS.maxRules} rules`),
)

export type RuleEntry = v.InferOutput<typeof ruleSchema>
export type FloorEntryText = v.InferOutput<typeof floorSchema>
export type MatchEntry = v.InferOutput<typeof matchSchema>
export type Effect = v.InferOutput<typeof effectSchema>
export type OnTooYoung = v.InferOutput<typeof onTooYoungSchema>
export type SettingEntries = v.InferOutput<typeof settingsSchema>
