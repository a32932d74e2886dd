import * as v from 'valibot'
import type { Fact } from '../../verdict/index.ts'
import { instant, list, name, reasonCode, text } from './basic.ts'
import { offerShape, originShape } from './evidence-shape.ts'
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
    publisher: publisherShape,
    trustRoot: name,
    log: list(logEntry),
    signedAt: instant,
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
    claimedAt: instant,
    origin: originShape,
  }),
  v.strictObject({ check: v.literal('signature'), ...notOk, fingerprint: v.nullable(name) }),
])

const derivation = v.variant('result', [
  v.strictObject({ check: v.literal('derivation'), ...ok, from: text, tainted: v.boolean() }),
  v.strictObject({ check: v.literal('derivation'), ...notOk }),
])

export const factShape: v.GenericSchema<unknown, Fact> = v.variant('check', [
  integrity,
  attestation,
  signature,
  derivation,
])
