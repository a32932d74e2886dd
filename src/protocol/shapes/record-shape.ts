import * as v from 'valibot'
import type { Bypass, Circumstances, DecisionRecord } from '../records.ts'
import { artifactShape } from './artifact-shape.ts'
import { count, instant, list, name, text } from './basic.ts'
import { offerShape } from './evidence-shape.ts'
import { factShape } from './fact-shape.ts'
import { runShape, verdictShape } from './verdict-shape.ts'

export const bypassShape: v.GenericSchema<unknown, Bypass> = v.strictObject({
  reason: text,
  by: name,
  from: instant,
  until: instant,
})

const circumstancesShape: v.GenericSchema<unknown, Circumstances> = v.strictObject({
  offer: offerShape,
  ownFacts: count,
  source: v.nullable(v.strictObject({ artifact: artifactShape, offer: offerShape })),
  remembered: v.nullable(v.strictObject({ at: instant, facts: list(factShape) })),
  seenOn: list(text),
  bypass: v.nullable(bypassShape),
})

export const decisionRecordShape: v.GenericSchema<unknown, DecisionRecord> = v.strictObject({
  at: instant,
  run: runShape,
  artifact: artifactShape,
  verdict: verdictShape,
  circumstances: v.nullable(circumstancesShape),
})
