import * as v from 'valibot'
import type { PolicyRef, Run, Verdict } from '../../verdict/index.ts'
import { count, instant, list, name, reasonCode, text } from './basic.ts'
import { factShape } from './fact-shape.ts'

export const runShape: v.GenericSchema<unknown, Run> = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, 'expected 16 hex digits')),
  context: v.picklist(['workstation', 'ci']),
  startedAt: instant,
  tainted: v.boolean(),
})

export const policyRefShape: v.GenericSchema<unknown, PolicyRef> = v.strictObject({
  name,
  version: count,
  digest: name,
  at: v.nullable(text),
})

const decision = v.picklist(['allow', 'warn', 'block'])

const reasonEntries = { code: reasonCode, subject: text, expected: text, found: text, fix: list(text) }

/** Reasons of decisions that were recorded before each had an effect of its own count as the whole decision. */
export const verdictShape: v.GenericSchema<unknown, Verdict> = v.pipe(
  v.strictObject({
    decision,
    code: reasonCode,
    ref: name,
    policy: policyRefShape,
    rule: name,
    exception: v.nullable(name),
    reasons: list(v.strictObject({ ...reasonEntries, effect: v.optional(decision) })),
    facts: list(factShape),
    fromCache: v.boolean(),
  }),
  v.transform((verdict) => ({
    ...verdict,
    reasons: verdict.reasons.map((reason) => ({ ...reason, effect: reason.effect ?? verdict.decision })),
  })),
)
