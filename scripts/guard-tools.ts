/**
 * Tries every tool that starts pips by itself under every protection of the guard, and writes the table to
 * test/e2e/GUARD.md. `npm test` tries a seeded sample. `--only WORDS` (tools whose name has them), `--check` (to stdout,
 * without writing the file). Exits with 1 when a cell failed.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startGuardedScene } from '../test/e2e/guard/guarded-scene.ts'
import { ROADS, TOOLS, tryTool, type Road, type Tool } from '../test/e2e/guard/tools.ts'
import { existingPairs, type Pair } from '../test/e2e/harness/index.ts'

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, check: { type: 'boolean', default: false } },
})

async function tryOne(tool: Tool, road: Road, pair: Pair): Promise<string> {
  const scene = await startGuardedScene(pair)
  try {
    await tryTool(tool, road, scene)
    return 'ok'
  } catch (error) {
    process.stderr.write(`${tool.name}, ${road}: ${error instanceof Error ? error.message : String(error)}\n`)
    return 'FAILED'
  } finally {
    await scene.close()
  }
}

const pair = (await existingPairs()).findLast(({ pip }) => pip === '25.3')
if (pair === undefined) throw new Error('no Python for pip 25.3 on this machine')
const rows: string[] = []
for (const tool of TOOLS.filter(({ name }) => name.includes(values.only))) {
  const cells: string[] = []
  for (const road of ROADS) cells.push(await tryOne(tool, road, pair))
  rows.push(`| ${tool.name} | ${cells.join(' | ')} |`)
}
const text = [
  '# Tools that start pips by themselves, guarded',
  '',
  'Written by `scripts/guard-tools.ts`. In each cell the tool is refused a wheel whose attestation is about other bytes',
  `(TC2111), which its bare pip installs, and installs a good one. Python ${pair.python.version}.`,
  '',
  '| tool | `protect user` | `protect ENVIRONMENT` |',
  '|---|---|---|',
  ...rows,
  '',
].join('\n')
if (values.check) process.stdout.write(text)
else await writeFile(join(import.meta.dirname, '../test/e2e/GUARD.md'), text)
process.exitCode = text.includes('FAILED') ? 1 : 0
