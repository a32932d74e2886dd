import {
  differingFields,
  publisherFields,
  readPublisherObject,
  type Publisher,
  type PublisherFields,
} from '../../verdict/index.ts'
import { expect, Unverified } from '../unverified.ts'
import type { PublisherObject } from './read-attestation.ts'

/** Of a value, in words for people. */
const MAX_SHOWN = 200

/**
 * That the publisher which the index names is the one whom the certificate names (PEP 740). Throws `Unverified`
 * TC2122 where they differ, TC2121 for a kind of publisher that isn't known, TC2110 for one without its fields.
 */
export function checkPublisher(claimed: PublisherObject, publisher: Publisher): void {
  const named = readPublisherObject(claimed)
  if (!named.ok) {
    const { wanting, key, found } = named
    if (wanting === 'kind') throw new Unverified('TC2121', 'a publisher of a known kind', found.slice(0, 40))
    throw new Unverified('TC2110', `\`${key}\` in the publisher object`, found)
  }
  const differs = differingFields(named.fields, publisher)
  const words = (fields: PublisherFields): string =>
    differs.map((name) => `${name} ${fields[name]?.slice(0, MAX_SHOWN) ?? 'none'}`).join(', ')
  expect(differs.length === 0, 'TC2122', words(named.fields), words(publisherFields(publisher)))
}
