import * as v from 'valibot'
import {
  MAX_CANARY_TEXT,
  MAX_CLAIMED_DIGESTS,
  MAX_EVIDENCE,
  MAX_LISTED_FILES,
  MAX_LISTING_FRAMES,
  MAX_PAGE_RECORDS,
  MAX_PRECEDENT_EVIDENCE,
  MAX_SUFFIX_HEX,
  MAX_SUFFIXED_DIGESTS,
  MAX_WHY_RECORDS,
} from '../limits.ts'
import type { DigestWanted, Request } from '../messages.ts'
import { artifactShape, indexRefShape } from './artifact-shape.ts'
import { canaryNonce, count, hex, instant, list, name, projectName, sha256, text } from './basic.ts'
import { envelope } from './envelope.ts'
import { evidenceShape, offerShape } from './evidence-shape.ts'
import { rememberedPublisherShape } from './fact-shape.ts'
import { historyEventShape } from './history-shape.ts'
import { listedFileShape, projectStatusShape } from './listing-shape.ts'
import { lockedShape } from './lock-shape.ts'
import { bypassShape } from './record-shape.ts'
import { runShape } from './verdict-shape.ts'

const wanted = {
  algorithm: v.picklist(['sha256', 'sha384', 'sha512', 'blake2b512']),
  suffix: v.pipe(
    v.string(),
    v.maxLength(MAX_SUFFIX_HEX),
    v.regex(/^(?:[0-9a-f]{2})*$/, 'expected lower-case hex'),
  ),
}

export const digestWantedShape: v.GenericSchema<unknown, DigestWanted> = v.strictObject(wanted)

const paging = {
  since: instant,
  before: v.nullable(count),
  limit: v.pipe(count, v.minValue(1), v.maxValue(MAX_PAGE_RECORDS)),
}

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
    pinned: list(v.picklist(['requirements', 'pylock']), 2),
    locked: v.exactOptional(lockedShape),
    precedent: v.nullable(
      v.strictObject({ filename: name, evidence: list(evidenceShape, MAX_PRECEDENT_EVIDENCE) }),
    ),
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('releases'),
    run: runShape,
    index: indexRefShape,
    project: projectName,
    status: v.nullable(v.strictObject({ status: projectStatusShape, why: v.nullable(text) })),
    offersProvenance: v.boolean(),
    pinned: v.exactOptional(list(name)),
    frame: v.pipe(count, v.maxValue(MAX_LISTING_FRAMES - 1)),
    frames: v.pipe(count, v.minValue(1), v.maxValue(MAX_LISTING_FRAMES)),
    files: list(listedFileShape, MAX_LISTED_FILES),
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('page'),
    run: runShape,
    index: indexRefShape,
    project: projectName,
  }),
  v.strictObject({
    ...envelope,
    type: v.literal('why'),
    ref: v.nullable(name),
    limit: v.pipe(count, v.minValue(1), v.maxValue(MAX_WHY_RECORDS)),
  }),
  v.strictObject({ ...envelope, type: v.literal('decisions'), ...paging }),
  v.strictObject({ ...envelope, type: v.literal('history'), ...paging }),
  v.strictObject({ ...envelope, type: v.literal('append'), actor: name, event: historyEventShape }),
  v.strictObject({ ...envelope, type: v.literal('reload') }),
  v.strictObject({ ...envelope, type: v.literal('publishers'), project: v.nullable(projectName) }),
  v.strictObject({
    ...envelope,
    type: v.literal('publisher-change'),
    actor: name,
    action: v.picklist(['accept', 'forget']),
    remembered: rememberedPublisherShape,
  }),
  v.strictObject({ ...envelope, type: v.literal('bypass'), actor: name, bypass: v.nullable(bypassShape) }),
  v.strictObject({
    ...envelope,
    type: v.literal('canary'),
    nonce: canaryNonce,
    key: v.pipe(v.string(), v.maxLength(MAX_CANARY_TEXT)),
    signature: v.pipe(v.string(), v.maxLength(MAX_CANARY_TEXT)),
  }),
  v.strictObject({ ...envelope, type: v.literal('status') }),
  v.strictObject({ ...envelope, type: v.literal('stop'), drain: v.boolean() }),
])
