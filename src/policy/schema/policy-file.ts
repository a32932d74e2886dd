import * as v from 'valibot'
import { POLICY_LIMITS } from '../limits.ts'
import { PRESET_NAMES } from '../presets.ts'
import { described, keysPresent, optionally } from './described.ts'
import { exceptionSchema } from './exception.ts'
import { identitySchema } from './identity.ts'
import { availabilitySchema, rebuildersSchema, rolloutSchema, tofuSchema } from './over-time.ts'
import { requirementSchema } from './requirement.ts'
import { floorSchema, rulesSchema } from './rule.ts'
import { testsSchema } from './test.ts'
import { httpUrlSchema, nameSchema, textSchema } from './texts.ts'

const metadataSchema = v.strictObject({
  name: described(nameSchema, 'name of the policy'),
  version: described(
    v.pipe(v.number('a whole number'), v.safeInteger('a whole number'), v.minValue(1, 'at least 1')),
    'its version; a lower one than the one in force is refused',
  ),
  owner: optionally(textSchema, 'who answers for it'),
  contact: optionally(textSchema, 'whom to ask'),
  requires: optionally(textSchema, 'versions of the policy language that can read it (PEP 440)'),
})

const indexSchema = v.pipe(
  v.strictObject({
    from: optionally(v.literal('pip'), 'whatever index pip itself would use'),
    url: optionally(httpUrlSchema, 'base URL of the index, as pip knows it'),
    private: optionally(
      v.boolean(),
      'its names are its own: no other index is asked about them, and no file of them is accepted from elsewhere (no where absent)',
    ),
    allowInsecure: optionally(
      v.boolean(),
      'accept plain http from this index although it is another machine (no where absent)',
    ),
  }),
  v.check((index) => keysPresent(index, ['from', 'url']) === 1, 'exactly one of from or url'),
)

const presetReferenceSchema = v.picklist(PRESET_NAMES.map((name) => `preset:${name}` as const))

const limitsSchema = v.strictObject({
  exceptionMaxDays: optionally(
    v.pipe(
      v.number('a whole number'),
      v.integer('a whole number'),
      v.minValue(1, 'at least 1'),
      v.maxValue(POLICY_LIMITS.maxExceptionDays, `at most ${POLICY_LIMITS.maxExceptionDays}`),
    ),
    'how many days an exception may last (90 where absent)',
  ),
})

/** The whole language of a policy file: the one source of truth for reader, editor and documentation. */
export const policyFileSchema = v.strictObject({
  apiVersion: described(v.literal('trustctl/v1'), 'version of the file format'),
  kind: described(v.literal('Policy'), 'what the file is'),
  metadata: described(metadataSchema, 'what the policy is called and who answers for it'),
  extends: optionally(
    v.pipe(v.array(presetReferenceSchema), v.maxLength(1, 'at most one preset')),
    'the preset that holds where this file says nothing',
  ),
  mode: optionally(
    v.picklist(['enforce', 'warn', 'audit']),
    '`warn` turns refusals by policy into warnings, `audit` into records; broken evidence is refused in every mode (enforce where absent)',
  ),
  indexes: optionally(
    v.record(nameSchema, indexSchema),
    'names for package indexes; `default` is any other that pip uses',
  ),
  identities: optionally(v.record(nameSchema, identitySchema), 'WHO may publish, by name'),
  requirements: optionally(v.record(nameSchema, requirementSchema), 'WHAT must be shown, by name'),
  floor: optionally(v.array(floorSchema), 'what holds beside every rule; nothing waives it'),
  rules: optionally(
    rulesSchema,
    'the first rule that matches decides; where none does, the artifact is refused',
  ),
  limits: optionally(limitsSchema, 'bounds on exceptions'),
  exceptions: optionally(
    v.array(exceptionSchema),
    'files that are accepted for a while although a check fails',
  ),
  rebuilders: optionally(rebuildersSchema, 'who rebuilds releases independently, by name'),
  rollout: optionally(rolloutSchema, 'settings of rules that change on a day'),
  availability: optionally(availabilitySchema, 'what holds while something is out of reach'),
  tofu: optionally(tofuSchema, 'trust on first use, where a requirement names `tofu-pin`'),
  tests: optionally(testsSchema, 'examples that must hold before a policy is installed'),
})

export type PolicyFile = v.InferOutput<typeof policyFileSchema>
