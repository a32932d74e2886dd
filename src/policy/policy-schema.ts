import type { JsonObject } from '../encoding/index.ts'
import { inline, toJsonSchema, type Definitions } from './json-schema.ts'
import { policyFileSchema, requirementSchema } from './schema/index.ts'

/**
 * JSON Schema 2020-12 of a policy file, for editors: made from the schema that the reader uses. `policies/policy.schema.json`
 * is this value. Some conditions between keys are only told by the reader.
 */
export function policySchema(): JsonObject {
  const definitions: Definitions = new Map([[requirementSchema, 'requirement']])
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'pip-trust policy',
    description: 'Who may publish what, and what follows when it is not so',
    ...toJsonSchema(policyFileSchema, definitions),
    $defs: Object.fromEntries(
      Array.from(definitions, ([schema, name]) => [name, inline(schema, definitions)]),
    ),
  }
}
