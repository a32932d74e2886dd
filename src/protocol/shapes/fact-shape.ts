import * as v from 'valibot'
import type { Fact, RememberedPublisher } from '../../verdict/index.ts'
import { count, instant, list, name, projectName, reasonCode, text } from './basic.ts'
import { offerShape, originShape } from './evidence-shape.ts'
import { projectStatusShape } from './listing-shape.ts'
import { lockedShape } from './lock-shape.ts'
import { publisherShape } from './publisher-shape.ts'

const notOk = {
  result: v.picklist(['missing', 'unavailable', 'invalid']),
  finding: v.strictObject({ code: reasonCode, expected: text, found: text }),
  origin: v.nullable(originShape),
}

const ok = { result: v.literal('ok') }

const integrity = v.variant('result', [
  v.strictObject({ check: v.literal('integrity'), ...ok, agreeing: list(name) }),
  v.strictObject({ check: v.literal('integrity'), ...notOk }),
])

const logEntry = v.strictObject({ log: name, index: name, integratedTime: v.nullable(instant) })

const attestation = v.variant('result', [
  v.strictObject({
    check: v.literal('attestation'),
    ...ok,
    predicate: v.picklist(['publish', 'slsa-provenance', 'other']),
    predicateType: text,
    builder: v.optional(v.nullable(text), null),
    build: v.exactOptional(
      v.strictObject({
        buildType: text,
        source: v.nullable(v.strictObject({ repository: text, commit: v.nullable(text) })),
        level: v.picklist([1, 2, 3]),
        why: text,
      }),
    ),
    publisher: publisherShape,
    trustRoot: name,
    log: list(logEntry),
    signedAt: v.nullable(instant),
    origin: originShape,
  }),
  v.strictObject({ check: v.literal('attestation'), ...notOk, offer: v.nullable(offerShape) }),
])

const signature = v.variant('result', [
  v.strictObject({
    check: v.literal('signature'),
    ...ok,
    fingerprint: name,
    signedBy: text,
    keyrings: list(name),
    owner: text,
    claimedAt: v.nullable(instant),
    scheme: v.picklist(['openpgp', 'cms', 'minisign', 'jws']),
    origin: originShape,
  }),
  v.strictObject({ check: v.literal('signature'), ...notOk, fingerprint: v.nullable(name) }),
])

const rebuild = v.variant('result', [
  v.strictObject({
    check: v.literal('rebuild'),
    ...ok,
    grade: v.literal('identical'),
    fingerprint: name,
    keyrings: list(name),
    owner: text,
    builder: v.nullable(text),
    origin: originShape,
  }),
  v.strictObject({ check: v.literal('rebuild'), ...notOk }),
])

const derivation = v.variant('result', [
  v.strictObject({ check: v.literal('derivation'), ...ok, from: text, tainted: v.boolean() }),
  v.strictObject({ check: v.literal('derivation'), ...notOk }),
])

const status = v.variant('result', [
  v.strictObject({ check: v.literal('status'), ...ok, status: projectStatusShape, why: v.nullable(text) }),
  v.strictObject({ check: v.literal('status'), ...notOk }),
])

const yanked = v.variant('result', [
  v.strictObject({ check: v.literal('yanked'), ...ok, yanked: v.boolean(), why: v.nullable(text) }),
  v.strictObject({ check: v.literal('yanked'), ...notOk }),
])

const age = v.variant('result', [
  v.strictObject({
    check: v.literal('age'),
    ...ok,
    publishedAt: instant,
    by: v.picklist(['index', 'first-seen']),
  }),
  v.strictObject({ check: v.literal('age'), ...notOk }),
])

const provenanceState = v.variant('result', [
  v.strictObject({
    check: v.literal('provenance-state'),
    ...ok,
    state: v.picklist([
      'no-provenance',
      'full-provenance',
      'partial-provenance',
      'inconsistent-provenance',
      'lost-provenance',
      'changed-provenance',
    ]),
    line: name,
    before: v.nullable(v.strictObject({ version: name, publisher: v.nullable(publisherShape) })),
    attestedFiles: count,
    files: count,
  }),
  v.strictObject({ check: v.literal('provenance-state'), ...notOk }),
])

export const rememberedPublisherShape: v.GenericSchema<unknown, RememberedPublisher> = v.strictObject({
  index: text,
  project: projectName,
  publisher: publisherShape,
  lines: list(name),
  version: name,
  firstSeenAt: instant,
  by: v.picklist(['first-use', 'history', 'person']),
})

const publisher = v.variant('result', [
  v.strictObject({
    check: v.literal('publisher'),
    ...ok,
    relation: v.picklist(['same', 'renamed', 'first', 'changed']),
    publisher: publisherShape,
    remembered: v.nullable(rememberedPublisherShape),
    absentBefore: v.exactOptional(v.nullable(text)),
  }),
  v.strictObject({ check: v.literal('publisher'), ...notOk }),
])

const hash = v.variant('result', [
  v.strictObject({
    check: v.literal('hash'),
    ...ok,
    from: list(v.picklist(['requirements', 'pylock'])),
  }),
  v.strictObject({ check: v.literal('hash'), ...notOk }),
])

const lock = v.variant('result', [
  v.strictObject({ check: v.literal('lock'), ...ok, named: lockedShape }),
  v.strictObject({ check: v.literal('lock'), ...notOk }),
])

const revocations = v.variant('result', [
  v.strictObject({ check: v.literal('revocations'), ...ok, asOf: count, directories: count }),
  v.strictObject({ check: v.literal('revocations'), ...notOk }),
])

export const factShape: v.GenericSchema<unknown, Fact> = v.variant('check', [
  integrity,
  attestation,
  signature,
  rebuild,
  derivation,
  status,
  yanked,
  age,
  provenanceState,
  publisher,
  hash,
  lock,
  revocations,
])
