import * as v from 'valibot'
import { MAX_SUFFIXED_DIGESTS, MAX_WHY_RECORDS } from '../limits.ts'
import type { Reply } from '../messages.ts'
import { artifactShape } from './artifact-shape.ts'
import { count, instant, list, name, text } from './basic.ts'
import { envelope, server } from './envelope.ts'
import { digestWantedShape } from './request-shape.ts'
import { runShape, verdictShape } from './verdict-shape.ts'

const policy = { name, version: count, digest: name }

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
    decisions: list(
      v.strictObject({ at: instant, run: runShape, artifact: artifactShape, verdict: verdictShape }),
      MAX_WHY_RECORDS,
    ),
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('status'),
    server,
    policy: v.strictObject({ ...policy, files: list(text), refused: v.nullable(text) }),
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
      'internal',
    ]),
    message: text,
    hint: v.nullable(text),
  }),
])
