/**
 * Holds the search for shadowed rules against brute force on ten thousand random policies, and writes what came of it
 * to test/policy/shadow/TABLE.md. `npm test` tries a seeded sample. `--check`: to stdout, without writing the file.
 * Exits with 1 where the two differ.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { findShadows } from '../src/policy/shadow/index.ts'
import { firstMatches, INDEXES, smallRules } from '../test/policy/shadow/brute-force.ts'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

const POLICIES = 10_000
const SEED = 740

/** What came of the rules at one place of their lists. */
interface Row {
  rules: number
  shadowed: number
  bySeveral: number
  missed: number
  wronglyReported: number
}

const rows = new Map<number, Row>()

for (const rules of fc.sample(smallRules, { numRuns: POLICIES, seed: SEED })) {
  const found = new Map(findShadows(rules, INDEXES).map(({ rule, by }) => [rule, by]))
  for (const [at, fact] of firstMatches(rules).entries()) count(at, fact === null, found.get(at))
}

function count(at: number, isShadowed: boolean, by: readonly number[] | undefined): void {
  const row = rows.get(at) ?? { rules: 0, shadowed: 0, bySeveral: 0, missed: 0, wronglyReported: 0 }
  row.rules += 1
  if (isShadowed) row.shadowed += 1
  if ((by?.length ?? 0) > 1) row.bySeveral += 1
  if (isShadowed && by === undefined) row.missed += 1
  if (!isShadowed && by !== undefined) row.wronglyReported += 1
  rows.set(at, row)
}

function table(): string {
  const lines = [...rows].map(([at, row]) => {
    return `| ${[at + 1, row.rules, row.shadowed, row.bySeveral, row.missed, row.wronglyReported].join(' | ')} |`
  })
  return [
    '# Shadowed rules: the lint against brute force',
    '',
    `Written by \`node scripts/shadow-lint.ts\`: ${POLICIES} random policies of two to seven rules (seed ${SEED}). Brute force tries`,
    'each name of up to six letters of three and `-`, and a tree without one, in every combination of kind, channel,',
    'context and index.',
    '',
    '| rule | rules | never first by brute force | of these, hidden by several together | missed | wrongly reported |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}

const wrong = [...rows.values()].reduce((sum, row) => sum + row.missed + row.wronglyReported, 0)
if (values.check) process.stdout.write(table())
else await writeFile(join(import.meta.dirname, '..', 'test', 'policy', 'shadow', 'TABLE.md'), table())
process.exitCode = wrong === 0 ? 0 : 1
