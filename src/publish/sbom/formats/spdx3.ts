import { createHash } from 'node:crypto'
import type { JsonObject } from '../../../encoding/index.ts'
import type { Bill, Component, Making } from '../bill.ts'
import { derivedUuid } from './derived-uuid.ts'
import { licenceWords } from './licence-words.ts'
import { timeText } from './time-text.ts'

const CONTEXT = 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld'
/** A blank node: every element names it. */
const CREATION = '_:creation'
const PURPOSES = {
  application: 'application',
  library: 'library',
  file: 'archive',
  platform: 'platform',
} as const
const TYPES = { build: 'build', 'post-build': 'analyzed', operations: 'deployed' } as const

/** Names elements of one document. */
type Naming = (id: string) => string

/** A bill as SPDX 3.0.1 JSON-LD, profiles Core, Software and SimpleLicensing. Ids of elements follow from the rest. */
export function toSpdx3(bill: Bill, making: Making): JsonObject {
  const relative = graphOf(bill, making, (id) => id)
  const base = `urn:uuid:${derivedUuid(`SPDX-3.0.1 ${JSON.stringify(relative)}`)}#`
  return { '@context': CONTEXT, '@graph': [...graphOf(bill, making, (id) => `${base}${id}`)] }
}

function graphOf(bill: Bill, { version, epochSeconds }: Making, name: Naming): readonly JsonObject[] {
  const { about, components, doubts, phase } = bill
  const all = [about, ...components]
  const elements = [
    ...authorsOf(all, name),
    ...all.map((component) => packageOf(component, name)),
    ...licencesOf(all, name),
    ...relationshipsOf(bill, name),
    ...all.flatMap((component) => annotationsOf(component, name)),
  ]
  const root = name(idOf(about.ref))
  return [
    {
      type: 'CreationInfo',
      '@id': CREATION,
      specVersion: '3.0.1',
      created: timeText(epochSeconds),
      createdBy: [name('agent')],
      createdUsing: [name('tool')],
      ...(doubts.length === 0 ? {} : { comment: doubts.join('\n') }),
    },
    element('SoftwareAgent', name('agent'), { name: `pip-trust ${version}` }),
    element('Tool', name('tool'), { name: `pip-trust ${version}` }),
    element('SpdxDocument', name('document'), {
      name: about.name,
      profileConformance: ['core', 'software', 'simpleLicensing'],
      rootElement: [name('bill')],
    }),
    element('software_Sbom', name('bill'), {
      software_sbomType: [TYPES[phase]],
      rootElement: [root],
      element: elements.map(({ spdxId }) => spdxId ?? root),
    }),
    ...elements,
  ]
}

function element(type: string, spdxId: string, said: JsonObject): JsonObject {
  return { type, spdxId, creationInfo: CREATION, ...said }
}

function packageOf(component: Component, name: Naming): JsonObject {
  const { ref, kind, version, purl, digests, licence, summary, author, links } = component
  const home = links.find((link) => link.kind === 'website')
  const download = links.find((link) => link.kind === 'distribution' || link.kind === 'source-distribution')
  const words = licenceWords(licence)
  return element('software_Package', name(idOf(ref)), {
    name: component.name,
    software_primaryPurpose: PURPOSES[kind],
    ...(version === null ? {} : { software_packageVersion: version }),
    ...(purl === null ? {} : { software_packageUrl: purl }),
    ...(summary === null ? {} : { summary }),
    ...(author === null ? {} : { originatedBy: [name(authorId(author))] }),
    ...(download === undefined ? {} : { software_downloadLocation: download.url }),
    ...(home === undefined ? {} : { software_homePage: home.url }),
    ...(words === null ? {} : { comment: `licence: ${words}` }),
    ...(digests.length === 0
      ? {}
      : {
          verifiedUsing: digests.map(({ algorithm, hex }) => ({ type: 'Hash', algorithm, hashValue: hex })),
        }),
  })
}

function authorsOf(components: readonly Component[], name: Naming): readonly JsonObject[] {
  const authors = new Set(components.flatMap(({ author }) => author ?? []))
  return [...authors].toSorted().map((author) => element('Person', name(authorId(author)), { name: author }))
}

/** One element for each expression, and who declared it for what. */
function licencesOf(components: readonly Component[], name: Naming): readonly JsonObject[] {
  const byExpression = Map.groupBy(
    components.filter(({ licence }) => licence.kind === 'expression'),
    ({ licence }) => (licence.kind === 'expression' ? licence.expression : ''),
  )
  return [...byExpression]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([expression, licensed]) => {
      const id = name(`licence-${digestOf(expression)}`)
      return [
        element('simplelicensing_LicenseExpression', id, { simplelicensing_licenseExpression: expression }),
        ...licensed.map(({ ref }) => relationship('hasDeclaredLicense', ref, [id], name)),
      ]
    })
}

function relationshipsOf({ about, components, dependsOn }: Bill, name: Naming): readonly JsonObject[] {
  const ids = (refs: readonly string[]): readonly string[] => refs.map((ref) => name(idOf(ref)))
  return [
    ...(components.length === 0
      ? []
      : [relationship('contains', about.ref, ids(components.map(({ ref }) => ref)), name)]),
    ...[...dependsOn].flatMap(([from, refs]) =>
      refs.length === 0 ? [] : [relationship('dependsOn', from, ids(refs), name)],
    ),
  ]
}

function relationship(
  relationshipType: string,
  from: string,
  to: readonly string[],
  name: Naming,
): JsonObject {
  const id = name(`${relationshipType}-${digestOf(`${from} ${relationshipType}`)}`)
  return element('Relationship', id, { from: name(idOf(from)), relationshipType, to: [...to] })
}

function annotationsOf({ ref, properties }: Component, name: Naming): readonly JsonObject[] {
  return properties.map((property, at) =>
    element('Annotation', name(`${idOf(ref)}-${at}`), {
      annotationType: 'other',
      subject: name(idOf(ref)),
      statement: `pip-trust:${property.name}=${property.value}`,
    }),
  )
}

const authorId = (author: string): string => `person-${digestOf(author)}`
const idOf = (ref: string): string => `package-${digestOf(ref)}`

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
