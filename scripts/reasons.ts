/** Writes docs/reasons from the table of reason codes: `node scripts/reasons.ts [FOLDER]`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadReasonPages } from '../src/verdict/index.ts'

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'reasons')
const { reasonFiles } = await loadReasonPages()
const files = reasonFiles()

mkdirSync(folder, { recursive: true })
for (const stale of readdirSync(folder).filter((name) => !files.has(name))) rmSync(join(folder, stale))
for (const [name, text] of files) writeFileSync(join(folder, name), text)
process.stdout.write(`${files.size} files in ${folder}\n`)
