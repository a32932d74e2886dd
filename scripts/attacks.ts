/**
 * Attackers on the same machine: another user (`nobody`), the folder and the environment of a project, code that is
 * built. Each attack is tried on the product with a real pip, and has to be refused and told of.
 * Must be run by root, to be another user too. `--only WORD` plays those whose names have the word in them.
 * The table goes to stdout (kept as docs/reference/local-attackers.md), failures to stderr; exits with 1 where there is one.
 */
import { parseArgs } from 'node:util'
import { existingPairs, type Pair } from '../test/e2e/harness/index.ts'
import { createSigstoreWorld } from '../test/world/sigstore/index.ts'
import { AT_THE_FILES } from './attacks/at-the-files.ts'
import { AT_THE_GUARD } from './attacks/at-the-guard.ts'
import type { Attack } from './attacks/attack.ts'
import { BY_ANOTHER_USER } from './attacks/by-another-user.ts'
import { FROM_INSIDE } from './attacks/from-inside.ts'
import { openRoom } from './attacks/room.ts'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })

if (process.getuid?.() !== 0) {
  process.stderr.write('only root can be another user too: run this as root, in a container\n')
  process.exit(2)
}
const pair = await newestPip()

const world = await createSigstoreWorld()

async function played({ name, by, play }: Attack): Promise<string> {
  const room = await openRoom(pair, world)
  try {
    return `| ${name} | ${by} | ${await play(room)} |`
  } catch (error) {
    process.exitCode = 1
    process.stderr.write(`${name}: ${String(error)}\n`)
    return `| ${name} | ${by} | WENT THROUGH |`
  } finally {
    await room.scene.close()
  }
}

/** It repeats its options on the command line of the pips that it starts. */
async function newestPip(): Promise<Pair> {
  const found = (await existingPairs()).find(({ pip }) => pip === 'newest')
  if (found === undefined) throw new Error('no Python for the newest pip is on this machine')
  return found
}

const rows: string[] = []
const attacks = [...BY_ANOTHER_USER, ...AT_THE_GUARD, ...AT_THE_FILES, ...FROM_INSIDE]
for (const attack of attacks.filter(({ name }) => name.includes(values.only))) {
  const row = await played(attack)
  process.stderr.write(`${row}\n`)
  rows.push(row)
}
process.stdout.write(`# Attackers on the same machine

Made by \`node scripts/attacks.ts\`, run by root: each line is an attack on the product with a real pip (the newest), and what came of it.
Attacks that need no other user are tests below test/attack. What is not covered is in SECURITY.md.

| attack | by | what comes of it |
|---|---|---|
${rows.join('\n')}
`)
