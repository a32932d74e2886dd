import { createHash } from 'node:crypto'
import type { JsonObject } from '../../../encoding/index.ts'
import type { Bill, Component, Digest, Making } from '../bill.ts'
import { derivedUuid } from './derived-uuid.ts'
import { licenceWords } from './licence-words.ts'
import { timeText } from './time-text.ts'

const NO_ASSERTION = 'NOASSERTION'
const PURPOSES = {
  application: 'APPLICATION',
  library: 'LIBRARY',
  file: 'ARCHIVE',
  platform: 'OTHER',
} as const
const HASH_NAMES = { md5: 'MD5', sha1: 'SHA1', sha256: 'SHA256', sha384: 'SHA384', sha512: 'SHA512' } as const

/** A bill as SPDX 2.3 JSON (ISO/IEC 5962 and what came after it). The name space of the document follows from the rest. */
export function toSpdx2(bill: Bill, { version, epochSeconds }: Making): JsonObject {
  const creator = `Tool: pip-trust-${version}`
  const created = timeText(epochSeconds)
  const all = [bill.about, ...bill.components]
  const content = {
    name: bill.about.name,
    creationInfo: {
      created,
      creators: [creator],
      ...(bill.doubts.length === 0 ? {} : { comment: bill.doubts.join('\n') }),
    },
    packages: all.map((component) => packageOf(component, creator, created)),
    relationships: relationshipsOf(bill),
  }
  const uuid = derivedUuid(`SPDX-2.3 ${JSON.stringify(content)}`)
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    documentNamespace: `urn:uuid:${uuid}`,
    ...content,
  }
}

function packageOf(component: Component, annotator: string, annotationDate: string): JsonObject {
  const { ref, kind, name, version, purl, digests, licence, summary, author, links, properties } = component
  const home = links.find((link) => link.kind === 'website')
  const download = links.find((link) => link.kind === 'distribution' || link.kind === 'source-distribution')
  const words = licenceWords(licence)
  return {
    SPDXID: idOf(ref),
    name,
    ...(version === null ? {} : { versionInfo: version }),
    primaryPackagePurpose: PURPOSES[kind],
    supplier: author === null ? NO_ASSERTION : `Person: ${author}`,
    downloadLocation: download?.url ?? NO_ASSERTION,
    filesAnalyzed: false,
    ...(home === undefined ? {} : { homepage: home.url }),
    ...(digests.length === 0 ? {} : { checksums: digests.map(checksumOf) }),
    licenseConcluded: NO_ASSERTION,
    licenseDeclared: licence.kind === 'expression' ? licence.expression : NO_ASSERTION,
    ...(words === null ? {} : { licenseComments: words }),
    copyrightText: NO_ASSERTION,
    ...(summary === null ? {} : { summary }),
    ...(purl === null
      ? {}
      : {
          externalRefs: [
            { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl },
          ],
        }),
    ...(properties.length === 0
      ? {}
      : {
          annotations: properties.map((property) => ({
            annotationType: 'OTHER',
            annotator,
            annotationDate,
            comment: `pip-trust:${property.name}=${property.value}`,
          })),
        }),
  }
}

function checksumOf({ algorithm, hex }: Digest): JsonObject {
  return { algorithm: HASH_NAMES[algorithm], checksumValue: hex }
}

function relationshipsOf({ about, components, dependsOn }: Bill): readonly JsonObject[] {
  return [
    related('SPDXRef-DOCUMENT', 'DESCRIBES', idOf(about.ref)),
    ...components.map(({ ref }) => related(idOf(about.ref), 'CONTAINS', idOf(ref))),
    ...[...dependsOn].flatMap(([from, refs]) =>
      refs.map((to) => related(idOf(from), 'DEPENDS_ON', idOf(to))),
    ),
  ]
}

/** Letters, digits, `.` and `-` are allowed (SPDX 2.3 §3.2); the digest keeps apart what they make alike. */
function idOf(ref: string): string {
  const digest = createHash('sha256').update(ref).digest('hex').slice(0, 12)
  const readable = ref
    .replace(/^pkg:pypi\//, '')
    .replaceAll(/[^A-Za-z0-9.]+/g, '-')
    .slice(0, 60)
  return `SPDXRef-${readable}-${digest}`
}

function related(spdxElementId: string, relationshipType: string, relatedSpdxElement: string): JsonObject {
  return { spdxElementId, relationshipType, relatedSpdxElement }
}
