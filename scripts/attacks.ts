/**
 * Attackers on the same machine: another user (`nobody`), the folder and the environment of a project, code that is
 * built. Each attack is tried on the product with a real pip, and has to be refused and told of.
 * Must be run by root, to be another user too. Goes on where an earlier run was cut off, and plays what failed again; `--fresh`
 * starts anew. `--only WORD` plays those whose names have the word in them. The table of all goes to stdout (kept as
 * docs/reference/local-attackers.md), failures to stderr; exits with 1 where there is one.
 */
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { existingPairs, type Pair } from '../test/e2e/harness/index.ts'
import { createSigstoreWorld } from '../test/world/sigstore/index.ts'
import { AT_THE_FILES } from './attacks/at-the-files.ts'
import { AT_THE_GUARD } from './attacks/at-the-guard.ts'
import type { Attack } from './attacks/attack.ts'
import { BY_ANOTHER_USER } from './attacks/by-another-user.ts'
import { FROM_INSIDE } from './attacks/from-inside.ts'
import { openRoom } from './attacks/room.ts'

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, fresh: { type: 'boolean', default: false } },
})
const scratch = join(import.meta.dirname, '../.scratch')
const keptFile = join(scratch, 'attacks.txt')

if (process.getuid?.() !== 0) {
  process.stderr.write('only root can be another user too: run this as root, in a container\n')
  process.exit(2)
}
const pair = await newestPip()

const world = await createSigstoreWorld()

/** What came of it; null where it went through. */
async function played({ name, play }: Attack): Promise<string | null> {
  const room = await openRoom(pair, world)
  try {
    return await play(room)
  } catch (error) {
    process.stderr.write(`${name}: ${String(error)}\n`)
    return null
  } finally {
    await room.scene.close()
  }
}

/** What was refused in this run or an earlier one, as lines of the table. */
async function openKept(): Promise<string[]> {
  await mkdir(scratch, { recursive: true })
  if (values.fresh) await rm(keptFile, { force: true })
  return existsSync(keptFile) ? (await readFile(keptFile, 'utf8')).split('\n') : []
}

/** It repeats its options on the command line of the pips that it starts. */
async function newestPip(): Promise<Pair> {
  const found = (await existingPairs()).find(({ pip }) => pip === 'newest')
  if (found === undefined) throw new Error('no Python for the newest pip is on this machine')
  return found
}

const attacks = [...BY_ANOTHER_USER, ...AT_THE_GUARD, ...AT_THE_FILES, ...FROM_INSIDE]
const kept = await openKept()
const failed = new Set<string>()
const startOf = ({ name, by }: Attack): string => `| ${name} | ${by} | `
const rowOf = (attack: Attack): string | undefined => kept.find((row) => row.startsWith(startOf(attack)))

for (const attack of attacks.filter((each) => each.name.includes(values.only) && rowOf(each) === undefined)) {
  const outcome = await played(attack)
  if (outcome === null) failed.add(attack.name)
  else {
    kept.push(`${startOf(attack)}${outcome} |`)
    await appendFile(keptFile, `${kept.at(-1)}\n`)
  }
  process.stderr.write(`${outcome === null ? 'WENT THROUGH' : 'refused'}: ${attack.name}\n`)
}
const rows = attacks.map((attack) => {
  const otherwise = failed.has(attack.name) ? 'WENT THROUGH' : 'not played on this machine yet'
  return rowOf(attack) ?? `${startOf(attack)}${otherwise} |`
})
process.stdout.write(`# Attackers on the same machine

Made by \`node scripts/attacks.ts\`, run by root: each line is an attack on the product with a real pip (the newest), and what came of it.
Attacks that need no other user are tests below test/attack. What is not covered is in SECURITY.md.

| attack | by | what comes of it |
|---|---|---|
${rows.join('\n')}
`)
process.exitCode = failed.size === 0 ? 0 : 1
