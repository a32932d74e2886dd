import { isJsonObject, type JsonObject, type JsonValue } from '../encoding/index.ts'
import { policySchema } from './policy-schema.ts'

/** One object of the language: where it stands, and its keys. */
interface Section {
  readonly path: string
  readonly node: JsonObject
}

const INTRO = [
  '# The policy file',
  '',
  'Every key of the language, made from the schema that the reader itself uses by `node scripts/policy-reference.ts`.',
  'What the presets say, and how a decision comes about, is in [policies/README.md](../../policies/README.md); an editor',
  'that knows JSON Schema completes and explains the same with what `trustctl policy schema` prints.',
  '',
  '- YAML 1.2. Keys that are not listed here, keys that stand twice, and names that nothing defines are refused.',
  '- Durations carry a unit (`30m`, `72h`, `7d`, `2w`). Days are written `"2026-12-15"` and begin at midnight, UTC.',
  '- Patterns are anchored; `*` stops at `/` (in addresses at `@`), and nothing else is special.',
  '- What is marked «not in this version yet» is refused by name, with its line.',
  '',
]

/** `docs/reference/policy.md`: each key with its form, what it is for, and what holds where it is absent. */
export function policyReference(): string {
  const schema = policySchema()
  const definitions = objectAt(schema, '$defs')
  const sections = [
    ...sectionsOf({ path: '', node: schema }),
    ...Object.entries(definitions).flatMap(([name, node]) =>
      isJsonObject(node) ? sectionsOf({ path: `a ${name}`, node }) : [],
    ),
  ]
  return [...INTRO, ...sections.flatMap(sectionLines)].join('\n')
}

/** The object itself, then those below it, in the order of the language. */
function sectionsOf({ path, node }: Section): readonly Section[] {
  const properties = Object.entries(objectAt(node, 'properties'))
  const below = properties.flatMap(([key, value]) =>
    isJsonObject(value) ? belowValue(join(path, key), value) : [],
  )
  return [...(properties.length > 0 ? [{ path, node }] : []), ...below]
}

/** What is below a value that is an object, a list of them, a choice of them, or one under each name. */
function belowValue(path: string, value: JsonObject): readonly Section[] {
  if (isJsonObject(value['properties'])) return sectionsOf({ path, node: value })
  const { items, additionalProperties: named, oneOf } = value
  if (isJsonObject(items)) return belowValue(`${path}[]`, items)
  if (isJsonObject(named)) return belowValue(`${path}.NAME`, named)
  if (!Array.isArray(oneOf)) return []
  return oneOf.flatMap((variant) =>
    isJsonObject(variant) ? belowValue(`${path} (${kindOf(variant)})`, variant) : [],
  )
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function kindOf(variant: JsonObject): string {
  const kind = objectAt(variant, 'properties')['kind']
  return `kind ${isJsonObject(kind) ? plain(kind['const']) : ''}`
}

function sectionLines({ path, node }: Section): readonly string[] {
  const { required } = node
  const must = new Set(Array.isArray(required) ? required.map(String) : [])
  const rows = Object.entries(objectAt(node, 'properties')).map(([key, value]) => {
    const { text, absent } = wordsOf(isJsonObject(value) ? value : {})
    return `| \`${key}\` | ${formOf(value)} | ${text} | ${must.has(key) ? 'required' : absent} |`
  })
  const title = path === '' ? '## The file' : `## \`${path}\``
  return [title, '', '| key | form | what it is | where absent |', '|---|---|---|---|', ...rows, '']
}

/** What is said, and from its end what holds where the key is absent. */
function wordsOf({ description = '' }: JsonObject): { readonly text: string; readonly absent: string } {
  const said = plain(description)
  const absent = /\(([^()]*?),? where absent\)/.exec(said)
  const text = absent === null ? said : said.replace(` ${absent[0]}`, '')
  return { text: escaped(text), absent: escaped(absent?.[1] ?? '–') }
}

function formOf(value: JsonValue | undefined): string {
  if (!isJsonObject(value)) return 'anything'
  const {
    type,
    enum: choices,
    const: constant,
    items,
    $ref: reference,
    oneOf,
    additionalProperties: named,
  } = value
  if (constant !== undefined) return `\`${plain(constant)}\``
  if (Array.isArray(choices)) return choices.map((choice) => `\`${String(choice)}\``).join(' ')
  if (typeof reference === 'string') return `a ${reference.slice(reference.lastIndexOf('/') + 1)}`
  if (Array.isArray(oneOf)) return 'one of its kinds'
  if (type === 'array') return `list of ${formOf(items)}`
  if (isJsonObject(named)) return `${formOf(named)}, under each name`
  return scalarForm(value)
}

/** Texts of a form of their own, by what their pattern has. */
const FORMS: readonly (readonly [part: string, form: string])[] = [
  ['[mhdw]$', 'duration'],
  [String.raw`\d{4}-\d{2}`, 'day'],
  ['[0-9a-f]{64}', 'SHA-256'],
  ['{0,63}$', 'name'],
]

function scalarForm({ type, minimum, maximum, maxLength, pattern = '' }: JsonObject): string {
  if (type === 'object') return 'keys'
  const form = FORMS.find(([part]) => plain(pattern).includes(part))
  if (form !== undefined) return form[1]
  if (type === 'string') return maxLength === undefined ? 'text' : `text, at most ${plain(maxLength)}`
  if (type !== 'integer') return type === 'boolean' ? '`true` `false`' : plain(type)
  return `number from ${plain(minimum)}${maximum === undefined ? '' : ` to ${plain(maximum)}`}`
}

function plain(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

function escaped(text: string): string {
  return text.replaceAll('|', String.raw`\|`)
}

function objectAt(node: JsonObject, key: string): JsonObject {
  const value = node[key]
  return isJsonObject(value) ? value : {}
}
