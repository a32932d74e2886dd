/**
 * The hundred projects that are installed most, under `balanced`: first from the index that pip is set up with, where
 * none may be blocked; then the same names on a loopback index of API 1.4 with planted provenance, where exactly what was
 * planted must be found. Writes the table to test/e2e/POPULAR.md; `--check` to stdout alone, `--part real|planted` one
 * part alone (to stdout), `--seed WORD` (default 1) for what is planted where. Exits with 1 where something is not as it must be.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { existingPairs } from '../test/e2e/harness/index.ts'
import type { PopularPart } from './popular/part.ts'
import { plantedPart } from './popular/planted.ts'
import { realPart } from './popular/real.ts'

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    part: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
  },
})

const pair = (await existingPairs()).at(-1)
if (pair === undefined) throw new Error('no Python for the newest pip is on this machine')
const parts: PopularPart[] = []
if (values.part !== 'planted') parts.push(await realPart(pair))
if (values.part !== 'real') parts.push(await plantedPart(pair, values.seed))
const failures = parts.flatMap((part) => part.failures)
for (const failure of failures) process.stderr.write(`${failure}\n`)
const text = [
  '# The hundred projects that are installed most, under `balanced`',
  '',
  `Made by \`node scripts/popular.ts --seed ${values.seed}\` with pip ${pair.pip} on Python ${pair.python.minor}.`,
  '',
  ...parts.flatMap(({ lines }) => [...lines, '']),
].join('\n')
if (values.check || values.part !== '') process.stdout.write(text)
else await writeFile(join(import.meta.dirname, '../test/e2e/POPULAR.md'), text)
process.exitCode = failures.length === 0 ? 0 : 1
