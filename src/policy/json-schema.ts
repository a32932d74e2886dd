import * as v from 'valibot'
import type { JsonObject, JsonValue } from '../encoding/index.ts'
import { ownValue } from './own-value.ts'

/** Schemas that get a name under `$defs`, so that a schema can contain itself. */
export type Definitions = ReadonlyMap<v.GenericSchema, string>

/** The kinds of schema that the policy language is made of; anything else is a bug that the converter reports. */
type Known =
  | v.StrictObjectSchema<v.ObjectEntries, undefined>
  | v.ExactOptionalSchema<v.GenericSchema, undefined>
  | v.ArraySchema<v.GenericSchema, undefined>
  | v.RecordSchema<v.GenericSchema<string, string>, v.GenericSchema, undefined>
  | v.VariantSchema<string, Variants, undefined>
  | v.PicklistSchema<readonly (string | number)[], undefined>
  | v.LiteralSchema<string | number | boolean, undefined>
  | v.LazySchema<v.GenericSchema>
  | v.StringSchema<undefined>
  | v.NumberSchema<undefined>
  | v.BooleanSchema<undefined>
  | v.UnknownSchema

type Variants = v.StrictObjectSchema<Record<string, v.GenericSchema>, undefined>[]

/** JSON Schema (2020-12) of a valibot schema. Throws `TypeError` for a kind of schema that it doesn't know. */
export function toJsonSchema(schema: v.GenericSchema, definitions: Definitions): JsonObject {
  const name = definitions.get(schema)
  return name === undefined ? inline(schema, definitions) : { $ref: `#/$defs/${name}` }
}

/** The same without looking the schema itself up: for the definitions. */
export function inline(schema: v.GenericSchema, definitions: Definitions): JsonObject {
  const items = pipeOf(schema)
  const [first, ...actions] = items
  const base =
    isSchema(first) && first !== schema ? toJsonSchema(first, definitions) : ofKind(schema, definitions)
  return actions.reduce<JsonObject>((json, action) => ({ ...json, ...ofAction(action, json) }), base)
}

function pipeOf(schema: v.GenericSchema): readonly unknown[] {
  return 'pipe' in schema && Array.isArray(schema.pipe) ? schema.pipe : [schema]
}

function isSchema(item: unknown): item is v.GenericSchema {
  return typeof item === 'object' && item !== null && 'kind' in item && item.kind === 'schema'
}

function ofKind(schema: v.GenericSchema, definitions: Definitions): JsonObject {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the default below catches what this leaves out
  const known = schema as Known
  switch (known.type) {
    case 'strict_object':
      return ofObject(known.entries, definitions)
    case 'exact_optional':
      return toJsonSchema(known.wrapped, definitions)
    case 'array':
      return { type: 'array', items: toJsonSchema(known.item, definitions) }
    case 'record':
      return ofRecord(known.key, known.value, definitions)
    case 'variant':
      return { oneOf: known.options.map((option) => toJsonSchema(option, definitions)) }
    case 'picklist':
      return { enum: [...known.options] }
    case 'literal':
      return { const: known.literal }
    case 'lazy':
      return toJsonSchema(known.getter(undefined), definitions)
    case 'string':
    case 'number':
    case 'boolean':
      return { type: known.type }
    case 'unknown':
      return {}
    default:
      throw new TypeError(`no JSON Schema is known for ${schema.type}`)
  }
}

function ofObject(entries: v.ObjectEntries, definitions: Definitions): JsonObject {
  const all = Object.entries(entries)
  const required = all.filter(([, entry]) => entry.type !== 'exact_optional').map(([key]) => key)
  return {
    type: 'object',
    properties: Object.fromEntries(all.map(([key, entry]) => [key, toJsonSchema(entry, definitions)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

function ofRecord(key: v.GenericSchema, value: v.GenericSchema, definitions: Definitions): JsonObject {
  return {
    type: 'object',
    propertyNames: toJsonSchema(key, definitions),
    additionalProperties: toJsonSchema(value, definitions),
  }
}

/** The keywords for a number or text limit; the keyword for a list's is another than for a text's. */
const KEYWORDS: Readonly<Record<string, string>> = { min_value: 'minimum', max_value: 'maximum' }
const LENGTHS: Readonly<Record<string, readonly [text: string, list: string]>> = {
  min_length: ['minLength', 'minItems'],
  max_length: ['maxLength', 'maxItems'],
}

/** Checks that JSON Schema can't say are left to the reader; those of words are `description` and `metadata`. */
function ofAction(action: unknown, json: JsonObject): JsonObject {
  if (typeof action !== 'object' || action === null || !('type' in action)) return {}
  const type = String(action.type)
  if (type === 'description' && 'description' in action) return { description: String(action.description) }
  if (type === 'integer' || type === 'safe_integer') return { type: 'integer' }
  return 'requirement' in action ? ofLimit(type, action.requirement, json) : {}
}

function ofLimit(type: string, limit: unknown, json: JsonObject): JsonObject {
  if (type === 'regex' && limit instanceof RegExp) return withPattern(limit.source, json)
  const length = ownValue(LENGTHS, type)
  const keyword = length === undefined ? ownValue(KEYWORDS, type) : length[json['type'] === 'array' ? 1 : 0]
  return keyword === undefined || typeof limit !== 'number' ? {} : { [keyword]: limit }
}

/** A second pattern stands beside the first. */
function withPattern(pattern: string, json: JsonObject): JsonObject {
  if (!('pattern' in json)) return { pattern }
  const beside: JsonValue = Array.isArray(json['allOf']) ? json['allOf'] : []
  return { allOf: [...(Array.isArray(beside) ? beside : []), { pattern }] }
}
