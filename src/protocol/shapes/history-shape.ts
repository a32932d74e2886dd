import * as v from 'valibot'
import type { HistoryEvent, HistoryRecord } from '../history.ts'
import { count, hex, instant, list, name, text } from './basic.ts'
import { publisherShape } from './publisher-shape.ts'

export const historyEventShape: v.GenericSchema<unknown, HistoryEvent> = v.variant('type', [
  v.strictObject({
    type: v.literal('policy-in-force'),
    name,
    version: count,
    digest: name,
    files: list(text),
    texts: v.exactOptional(list(hex)),
  }),
  v.strictObject({
    type: v.literal('policy-refused'),
    file: text,
    words: text,
    text: v.exactOptional(v.nullable(hex)),
  }),
  v.strictObject({
    type: v.literal('policy-edited'),
    file: text,
    how: v.picklist(['edit', 'stdin', 'set', 'patch', 'use', 'rollback', 'exception']),
    before: v.nullable(hex),
    after: hex,
    loosens: v.boolean(),
    reason: v.nullable(text),
  }),
  v.strictObject({
    type: v.literal('exception'),
    action: v.picklist(['requested', 'approved', 'renewed', 'closed']),
    id: name,
    about: text,
    reason: text,
    expires: v.nullable(name),
  }),
  v.strictObject({
    type: v.literal('bypass'),
    action: v.picklist(['began', 'ended']),
    reason: text,
    until: instant,
  }),
  v.strictObject({
    type: v.literal('publisher'),
    action: v.picklist(['accepted', 'forgotten']),
    project: name,
    index: text,
    publisher: publisherShape,
  }),
])

export const historyRecordShape: v.GenericSchema<unknown, HistoryRecord> = v.strictObject({
  id: count,
  at: instant,
  actor: name,
  event: historyEventShape,
})
