/** Writes docs/reference/trustctl.md from the manuals of the verbs: `node scripts/cli-reference.ts [FILE]`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { referenceMarkdown } from '../src/cli/index.ts'

const file = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'reference', 'trustctl.md')
writeFileSync(file, await referenceMarkdown())
process.stdout.write(`${file}\n`)
