import * as v from 'valibot'
import { MAX_PAGE_RECORDS, MAX_SUFFIXED_DIGESTS, MAX_WHY_RECORDS, MAX_WITHHELD } from '../limits.ts'
import type { Reply } from '../messages.ts'
import type { PolicyStatus } from '../records.ts'
import { count, instant, list, name, text } from './basic.ts'
import { envelope, server } from './envelope.ts'
import { rememberedPublisherShape } from './fact-shape.ts'
import { historyRecordShape } from './history-shape.ts'
import { pageDenialShape, withheldShape } from './listing-shape.ts'
import { bypassShape, decisionRecordShape } from './record-shape.ts'
import { digestWantedShape } from './request-shape.ts'
import { policyRefShape, verdictShape } from './verdict-shape.ts'

const policy = { name, version: count, digest: name }

const policyStatus: v.GenericSchema<unknown, PolicyStatus> = v.strictObject({
  ...policy,
  files: list(text),
  refused: v.nullable(text),
  layers: list(
    v.strictObject({
      layer: v.picklist(['machine', 'directory', 'team', 'user']),
      policy: policyRefShape,
      file: v.nullable(text),
    }),
  ),
})

export const replyShape: v.GenericSchema<unknown, Reply> = v.variant('type', [
  v.strictObject({
    ...envelope,
    type: v.literal('hello'),
    server,
    policy: v.strictObject(policy),
    features: list(name),
  }),
  v.strictObject({ ...envelope, type: v.literal('verdict'), verdict: verdictShape }),
  v.strictObject({
    ...envelope,
    type: v.literal('digests-wanted'),
    wanted: list(digestWantedShape, MAX_SUFFIXED_DIGESTS),
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('why'),
    decisions: list(decisionRecordShape, MAX_WHY_RECORDS),
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('decisions'),
    decisions: list(decisionRecordShape, MAX_PAGE_RECORDS),
    next: v.nullable(count),
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('history'),
    records: list(historyRecordShape, MAX_PAGE_RECORDS),
    next: v.nullable(count),
  }),
  v.strictObject({ ...envelope, type: v.literal('append') }),
  v.strictObject({ ...envelope, type: v.literal('reload'), policy: policyStatus }),
  v.strictObject({
    ...envelope,
    type: v.literal('publishers'),
    publishers: list(rememberedPublisherShape),
  }),
  v.strictObject({ ...envelope, type: v.literal('publisher-change') }),
  v.strictObject({ ...envelope, type: v.literal('bypass'), bypass: v.nullable(bypassShape) }),
  v.strictObject({ ...envelope, type: v.literal('canary'), until: instant }),
  v.strictObject({ ...envelope, type: v.literal('precedent-wanted'), filename: name }),
  v.strictObject({ ...envelope, type: v.literal('releases'), withheld: list(withheldShape, MAX_WITHHELD) }),
  v.strictObject({
    ...envelope,
    type: v.literal('page'),
    denial: v.nullable(pageDenialShape),
    privateIndexes: list(text),
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('status'),
    server,
    policy: policyStatus,
    bypass: v.nullable(bypassShape),
    counts: v.strictObject({ facts: count, decisions: count, sessions: count }),
    keyrings: list(v.strictObject({ name, keys: count })),
    sources: list(text),
    trustRoots: list(v.strictObject({ name, digest: name })),
    notices: list(text),
  }),
  v.strictObject({ ...envelope, type: v.literal('stop') }),
  v.strictObject({
    ...envelope,
    type: v.literal('error'),
    code: v.picklist([
      'malformed',
      'too-large',
      'too-deep',
      'unsupported-version',
      'unknown-type',
      'hello-first',
      'draining',
      'refused',
      'internal',
    ]),
    message: text,
    hint: v.nullable(text),
  }),
])
