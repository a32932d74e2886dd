import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import test from 'ava'
import { toJsonSchema } from '../../src/policy/json-schema.ts'
import { policyReference, policySchema } from '../../src/policy/index.ts'
import { ROOT } from './world.ts'

test('policies/policy.schema.json is current; if not: node scripts/policy-schema.ts', (t) => {
  t.deepEqual(JSON.parse(readFileSync(join(ROOT, 'policies', 'policy.schema.json'), 'utf8')), policySchema())
})

test('docs/reference/policy.md is current; if not: npm run reference', (t) => {
  t.is(readFileSync(join(ROOT, 'docs', 'reference', 'policy.md'), 'utf8'), policyReference())
})

test('the reference has every key of the language, and what holds where it is absent', (t) => {
  const reference = policyReference()
  for (const object of objectsIn(policySchema())) {
    for (const key of Object.keys(Object(object['properties'] ?? {})))
      t.true(reference.includes(`\n| \`${key}\` |`), key)
  }
  t.regex(reference, /\| `onMissing` \| `allow` `record` `warn` `block` \| [^|]+ \| block \|/)
  t.false(reference.includes('where absent)'))
})

function objectsIn(value: unknown): readonly Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.values(value).flatMap(objectsIn)
  return 'type' in value && value.type === 'object' ? [Object(value), ...below] : below
}

test('every object is closed, every key has words', (t) => {
  const objects = objectsIn(policySchema())
  t.true(objects.length > 25)
  for (const object of objects) {
    t.true('additionalProperties' in object)
    for (const [key, property] of Object.entries(Object(object['properties'] ?? {}))) {
      t.true(typeof Object(property).description === 'string', key)
    }
  }
})

test('every reference leads somewhere', (t) => {
  const text = JSON.stringify(policySchema())
  const names = [...text.matchAll(/"\$ref":"#\/\$defs\/([a-z]+)"/g)].map((match) => match[1])
  t.deepEqual([...new Set(names)], Object.keys(Object(policySchema()['$defs'])))
})

test('limits of numbers, texts and lists have their keywords', (t) => {
  const none = new Map()
  t.deepEqual(toJsonSchema(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(3)), none), {
    type: 'array',
    items: { type: 'string' },
    minItems: 1,
    maxItems: 3,
  })
  t.deepEqual(toJsonSchema(v.pipe(v.string(), v.maxLength(3), v.regex(/^a/), v.regex(/b$/)), none), {
    type: 'string',
    maxLength: 3,
    pattern: '^a',
    allOf: [{ pattern: 'b$' }],
  })
  t.deepEqual(toJsonSchema(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9)), none), {
    type: 'integer',
    minimum: 1,
    maximum: 9,
  })
  t.throws(() => toJsonSchema(v.date(), none), { instanceOf: TypeError })
})
