/** Writes docs/reference/policy.md from the schema of the policy language: `node scripts/policy-reference.ts [FILE]`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { policyReference } from '../src/policy/index.ts'

const file = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'reference', 'policy.md')
writeFileSync(file, policyReference())
process.stdout.write(`${file}\n`)
