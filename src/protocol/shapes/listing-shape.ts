import * as v from 'valibot'
import type { ListedFile, PageDenial, ProjectStatus, Withheld } from '../../verdict/index.ts'
import { count, instant, list, name, sha256, text, version } from './basic.ts'

export const projectStatusShape: v.GenericSchema<unknown, ProjectStatus> = v.picklist([
  'active',
  'archived',
  'quarantined',
  'deprecated',
])

export const listedFileShape: v.GenericSchema<unknown, ListedFile> = v.strictObject({
  filename: name,
  version,
  kind: v.picklist(['wheel', 'sdist']),
  sha256: v.nullable(sha256),
  uploadedAt: v.nullable(instant),
  attested: v.boolean(),
  yanked: v.union([v.boolean(), text]),
})

export const withheldShape: v.GenericSchema<unknown, Withheld> = v.strictObject({
  version,
  filenames: list(name),
  publishedAt: instant,
  passesAt: instant,
  minAgeSeconds: count,
  policy: name,
  rule: name,
})

export const pageDenialShape: v.GenericSchema<unknown, PageDenial> = v.strictObject({
  code: v.picklist(['TC4001', 'TC4011']),
  policy: name,
  rule: name,
  words: text,
})
