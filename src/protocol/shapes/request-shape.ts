import * as v from 'valibot'
import {
  MAX_CLAIMED_DIGESTS,
  MAX_EVIDENCE,
  MAX_SUFFIX_HEX,
  MAX_SUFFIXED_DIGESTS,
  MAX_WHY_RECORDS,
} from '../limits.ts'
import type { DigestWanted, Request } from '../messages.ts'
import { artifactShape } from './artifact-shape.ts'
import { count, hex, list, name, sha256, text } from './basic.ts'
import { envelope } from './envelope.ts'
import { evidenceShape, offerShape } from './evidence-shape.ts'
import { runShape } from './verdict-shape.ts'

const wanted = {
  algorithm: v.picklist(['sha256', 'sha384', 'sha512']),
  suffix: v.pipe(
    v.string(),
    v.maxLength(MAX_SUFFIX_HEX),
    v.regex(/^(?:[0-9a-f]{2})*$/, 'expected lower-case hex'),
  ),
}

export const digestWantedShape: v.GenericSchema<unknown, DigestWanted> = v.strictObject(wanted)

export const requestShape: v.GenericSchema<unknown, Request> = v.variant('type', [
  v.strictObject({
    ...envelope,
    type: v.literal('hello'),
    client: v.strictObject({ name: v.picklist(['shim', 'trustctl']), version: name, pid: count }),
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('artifact'),
    run: runShape,
    artifact: artifactShape,
    claimed: list(
      v.strictObject({ by: v.picklist(['index', 'hash-option', 'url-fragment']), sha256 }),
      MAX_CLAIMED_DIGESTS,
    ),
    offer: offerShape,
    evidence: list(evidenceShape, MAX_EVIDENCE),
    derivedFrom: v.nullable(text),
    suffixed: list(v.strictObject({ ...wanted, digest: hex }), MAX_SUFFIXED_DIGESTS),
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('why'),
    ref: v.nullable(name),
    limit: v.pipe(count, v.minValue(1), v.maxValue(MAX_WHY_RECORDS)),
  }),
  v.strictObject({ ...envelope, type: v.literal('status') }),
  v.strictObject({ ...envelope, type: v.literal('stop'), drain: v.boolean() }),
])
