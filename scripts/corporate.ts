/**
 * Plays what companies' machines have (proxies, private authorities, logins, networks, odd places) through real pips: the
 * newest on the newest Python, and the oldest, 21.3 on Python 3.8, or 23.2 where 21.3 lacks what the case is about.
 * `--only TEXT` plays the cases whose name has the text. The table goes to stdout (kept as docs/reference/corporate.md),
 * cases as they end to stderr; exits with 1 on a failure.
 */
import { parseArgs } from 'node:util'
import { CORPORATE_CASES, type CorporateCase } from '../test/e2e/corporate/index.ts'
import { existingPairs, type Pair, pairName } from '../test/e2e/harness/index.ts'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const pairs = await existingPairs()

/** The newest pip on the newest Python, and the oldest that the case is for. */
function pairsFor({ wanted = () => true }: CorporateCase): readonly Pair[] {
  const fitting = pairs.filter(wanted)
  return [...new Set([fitting.at(-1), fitting.find(({ pip }) => pip !== 'newest')])].filter(
    (pair) => pair !== undefined,
  )
}

interface Row {
  readonly played: CorporateCase
  readonly pair: Pair
  readonly failure: string | null
}

async function playOne(played: CorporateCase, pair: Pair): Promise<Row> {
  const failure = await played.play(pair).catch((error: unknown) => String(error))
  process.stderr.write(
    `${failure === null ? 'ok    ' : 'FAILED'} ${played.name} (${pairName(pair)})\n${failure ?? ''}`,
  )
  return { played, pair, failure }
}

const rows: Row[] = []
for (const played of CORPORATE_CASES.filter(({ name }) => name.includes(values.only)))
  for (const pair of pairsFor(played)) rows.push(await playOne(played, pair))

const failures = rows.filter(({ failure }) => failure !== null)
const line = ({ played: { topic, name, expect }, pair, failure }: Row): string =>
  `| ${topic} | ${name} | ${pairName(pair)} | ${expect.replaceAll('|', '\\|')} | ${failure === null ? 'ok' : 'FAILED'} |`
process.stdout.write(`# In companies' surroundings

Made by \`node scripts/corporate.ts\`: real pips through pip-trust on loopback, ${rows.length} times, ${failures.length} failures.

| topic | surroundings | pip | what must follow | |
|---|---|---|---|---|
${rows.map(line).join('\n')}
`)
process.exitCode = failures.length === 0 ? 0 : 1
