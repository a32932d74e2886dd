import type { JsonObject } from '../../../encoding/index.ts'
import type { Bill, Component, Digest, Link, Making, Property } from '../bill.ts'
import type { Licence } from '../licence/licence.ts'
import { derivedUuid } from './derived-uuid.ts'
import { timeText } from './time-text.ts'

/** What the names of properties begin with (CycloneDX's property taxonomy). */
const SPACE = 'pip-trust'
const HASH_NAMES = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
} as const

/** The versions of CycloneDX that are written. */
export type CycloneDxVersion = '1.6' | '1.7'

/** A bill as CycloneDX JSON (ECMA-424). Everything is in order; the serial number follows from the rest. */
export function toCycloneDx(bill: Bill, making: Making, specVersion: CycloneDxVersion): JsonObject {
  const content = {
    version: 1,
    metadata: {
      timestamp: timeText(making.epochSeconds),
      lifecycles: [{ phase: bill.phase }],
      tools: { components: [{ type: 'application', name: 'pip-trust', version: making.version }] },
      component: componentOf(bill.about),
      ...listed(
        'properties',
        bill.doubts.map((value) => propertyOf({ name: 'doubt', value })),
      ),
    },
    components: bill.components.map(componentOf),
    dependencies: [...bill.dependsOn].map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn] })),
  }
  const serial = derivedUuid(`CycloneDX ${specVersion} ${JSON.stringify(content)}`)
  return {
    $schema: `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion,
    serialNumber: `urn:uuid:${serial}`,
    ...content,
  }
}

function componentOf(component: Component): JsonObject {
  const { ref, kind, name, version, purl, digests, licence, summary, author, links, properties } = component
  return {
    type: kind,
    'bom-ref': ref,
    ...(author === null ? {} : { authors: [{ name: author }] }),
    name,
    ...(version === null ? {} : { version }),
    ...(summary === null ? {} : { description: summary }),
    ...listed('hashes', digests.map(hashOf)),
    ...listed('licenses', licencesOf(licence)),
    ...(purl === null ? {} : { purl }),
    ...listed('externalReferences', links.map(referenceOf)),
    ...listed('properties', properties.map(propertyOf)),
  }
}

/** Nothing is concluded here: what is written is what the maker declared. */
function licencesOf(licence: Licence): readonly JsonObject[] {
  const acknowledgement = 'declared'
  switch (licence.kind) {
    case 'expression':
      return [{ expression: licence.expression, acknowledgement }]
    case 'named':
      return licence.names.map(({ name, id }) => ({
        license: { ...(id === null ? { name } : { id }), acknowledgement },
      }))
    case 'unknown':
      return []
  }
}

function referenceOf({ kind, url, digests }: Link): JsonObject {
  return { type: kind, url, ...listed('hashes', digests.map(hashOf)) }
}

function hashOf({ algorithm, hex }: Digest): JsonObject {
  return { alg: HASH_NAMES[algorithm], content: hex }
}

function propertyOf({ name, value }: Property): JsonObject {
  return { name: `${SPACE}:${name}`, value }
}

function listed(key: string, values: readonly JsonObject[]): JsonObject {
  return values.length === 0 ? {} : { [key]: [...values] }
}
