import * as v from 'valibot'
import { described, listOf, optionally } from './described.ts'
import { dateSchema, digestSchema, nameSchema, projectPatternSchema, textSchema } from './texts.ts'

/** What can be waived. */
export const WAIVABLE = [
  'attestation',
  'transparency',
  'provenance',
  'signature',
  'source',
  'publisher',
  'hash',
  'age',
  'rebuild',
] as const

export const exceptionSchema = v.strictObject({
  id: described(nameSchema, 'name of the exception, shown where it is used'),
  match: described(
    v.strictObject({
      project: described(listOf(projectPatternSchema), 'projects'),
      version: optionally(textSchema, 'versions, as a specifier (PEP 440)'),
      sha256: described(listOf(digestSchema), 'the files, by digest'),
    }),
    'the files that it is about',
  ),
  waive: described(
    listOf(v.picklist(WAIVABLE)),
    "checks that are not asked of them; `source` is a rule's word against sdists, direct URLs and local files, `publisher` who attested it. Integrity, the floor and private names are never waived",
  ),
  owner: described(textSchema, 'who answers for it'),
  reason: described(textSchema, 'why'),
  created: described(dateSchema, 'first day (UTC)'),
  expires: described(dateSchema, 'it ends as this day begins (UTC)'),
})

export type ExceptionEntry = v.InferOutput<typeof exceptionSchema>
