/**
 * Plays what companies' machines have (proxies, private authorities, logins, networks, odd places) through real pips: the
 * newest on the newest Python, and the oldest, 21.3 on Python 3.8, or 23.2 where 21.3 lacks what the case is about.
 * Goes on where an earlier run was cut off, and plays what failed again; `--fresh` starts anew.
 * `--only PATTERN` plays the cases whose name matches, `--newest` the newest pip alone. The table of all cases goes to stdout
 * (kept as docs/reference/corporate.md), cases as they end to stderr; exits with 1 on a failure.
 */
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CORPORATE_CASES, type CorporateCase } from '../test/e2e/corporate/index.ts'
import { existingPairs, type Pair, pairName } from '../test/e2e/harness/index.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    newest: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
})
const scratch = join(import.meta.dirname, '../.scratch')
const keptFile = join(scratch, 'corporate.txt')
const pairs = await existingPairs()

/** The newest pip on the newest Python, and the oldest that the case is for. */
function pairsFor({ wanted = () => true }: CorporateCase): readonly Pair[] {
  const fitting = pairs.filter(wanted)
  return [...new Set([fitting.at(-1), fitting.find(({ pip }) => pip !== 'newest')])].filter(
    (pair) => pair !== undefined,
  )
}

const keyOf = ({ name }: CorporateCase, pair: Pair): string => `${JSON.stringify(name)} ${pairName(pair)}`

async function openKept(): Promise<Set<string>> {
  await mkdir(scratch, { recursive: true })
  if (values.fresh) await rm(keptFile, { force: true })
  return new Set(existsSync(keptFile) ? (await readFile(keptFile, 'utf8')).split('\n') : [])
}

const good = await openKept()
const failed = new Set<string>()

async function playOne(played: CorporateCase, pair: Pair): Promise<void> {
  const key = keyOf(played, pair)
  const failure = await played.play(pair).catch((error: unknown) => String(error))
  if (failure === null) {
    good.add(key)
    await appendFile(keptFile, `${key}\n`)
  } else failed.add(key)
  process.stderr.write(`${failure === null ? 'ok' : 'FAILED'} ${key}\n${failure ?? ''}`)
}

const isWanted = ({ name }: CorporateCase): boolean => new RegExp(values.only).test(name)
for (const played of CORPORATE_CASES.filter(isWanted))
  for (const pair of pairsFor(played).slice(0, values.newest ? 1 : 2))
    if (!good.has(keyOf(played, pair))) await playOne(played, pair)

const cells = CORPORATE_CASES.flatMap((played) => pairsFor(played).map((pair) => ({ played, pair })))
const resultOf = (key: string): string =>
  good.has(key) ? 'ok' : failed.has(key) ? 'FAILED' : 'not played on this machine yet'
const row = ({ played, pair }: (typeof cells)[number]): string => {
  const { topic, name, expect } = played
  const words = [topic, name, pairName(pair), expect, resultOf(keyOf(played, pair))]
  return `| ${words.map((each) => each.replaceAll('|', String.raw`\|`)).join(' | ')} |`
}
process.stdout.write(`# In companies' surroundings

Made by \`node scripts/corporate.ts\`: real pips through pip-trust, on loopback.

| topic | surroundings | pip | what must follow | |
|---|---|---|---|---|
${cells.map(row).join('\n')}
`)
process.exitCode = failed.size === 0 ? 0 : 1
