// Writes policies/policy.schema.json from the schema that the reader uses: node scripts/policy-schema.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { policySchema } from '../src/policy/index.ts'

const target = join(import.meta.dirname, '..', 'policies', 'policy.schema.json')
writeFileSync(target, `${JSON.stringify(policySchema(), null, 2)}\n`)
