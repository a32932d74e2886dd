/**
 * `node scripts/openpgp-cases.ts`: our verdict on every case of test/verify/openpgp-cases, and on some that gpg and sq make,
 * beside those of gpgv and sq. Writes docs/reference/openpgp.md; with `--check` only prints. Exit code 1 where a signature
 * is accepted that must not be, where we answer anything else than what is right, or where an oracle decides
 * otherwise for no reason that is known. Needs the Debian packages `gnupg`, `gpgv` and `sq`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CASES, ourCodes, type OpenPgpCase } from '../test/verify/openpgp-cases/index.ts'
import { askOracles, versionOf, type OracleAnswer, type OracleName } from './openpgp-oracles.ts'
import { TOOL_CASES } from './openpgp-tool-cases.ts'

const ORACLES: readonly OracleName[] = ['gpgv', 'sq']
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

interface Row {
  readonly asked: OpenPgpCase
  readonly ours: readonly string[]
  readonly theirs: Record<OracleName, OracleAnswer>
}

/** A file is accepted where each signature that it needs is good: one is enough for us, and the others stay in sight. */
const accepts = (codes: readonly string[]): boolean => codes.includes('ok')
const goods = (codes: readonly string[]): number => codes.filter((code) => code === 'ok').length

function problemsOf({ asked, ours, theirs }: Row): readonly string[] {
  const { name, right, differs } = asked
  const problems: string[] = []
  if (goods(ours) > goods(right)) problems.push(`WRONG ACCEPT: ${name}: ${ours.join(', ')}`)
  if (ours.join() !== right.join()) problems.push(`${name}: expected ${right.join()}, found ${ours.join()}`)
  for (const oracle of ORACLES) {
    const isOther = theirs[oracle] !== accepts(ours)
    const reason = differs?.[oracle]
    if (theirs[oracle] === null) problems.push(`${name}: ${oracle} is not there`)
    else if (isOther && reason === undefined)
      problems.push(`${name}: ${oracle} ${word(theirs[oracle])}, why?`)
    else if (!isOther && reason !== undefined)
      problems.push(`${name}: ${oracle} agrees, and a reason is given`)
  }
  return problems
}

const word = (accepted: OracleAnswer): string => (accepted === true ? 'accept' : 'refuse')

function line({ asked: { name, right, differs }, ours, theirs }: Row): string {
  const cells = ORACLES.map((oracle) => word(theirs[oracle]) + (theirs[oracle] === accepts(ours) ? '' : ' ≠'))
  const reasons = ORACLES.flatMap((oracle) =>
    differs?.[oracle] === undefined ? [] : [`${oracle}: ${differs[oracle]}`],
  )
  const found = `${word(accepts(ours))}: ${ours.join(', ')}`
  return `| ${[name, word(accepts(right)), found, ...cells, reasons.join('; ')].join(' | ')} |`
}

function table(rows: readonly Row[], group: string): string {
  const own = rows.filter(({ asked }) => asked.group === group)
  return [
    `## ${group[0]?.toUpperCase() ?? ''}${group.slice(1)}`,
    '',
    '| case | expected | ours | gpgv | sq | why they differ |',
    '|---|---|---|---|---|---|',
    ...own.map(line),
    '',
  ].join('\n')
}

function page(rows: readonly Row[]): string {
  const wrong = (decide: (row: Row) => boolean): readonly number[] => [
    rows.filter((row) => decide(row) && !accepts(row.asked.right)).length,
    rows.filter((row) => !decide(row) && accepts(row.asked.right)).length,
  ]
  const tally = [
    ['ours', ...wrong(({ ours }) => accepts(ours))],
    ...ORACLES.map((oracle) => [oracle, ...wrong(({ theirs }) => theirs[oracle] === true)]),
  ]
  return [
    '# OpenPGP, case by case',
    '',
    '<!-- Written by `node scripts/openpgp-cases.ts`. -->',
    '',
    `${rows.length} cases in the manner of Sequoia's interoperability test suite: keys and detached signatures made by hand, packet by`,
    `packet, and some by gpg and sq. Beside our verdict stand those of gpgv ${versionOf('gpgv') ?? ''} and sq ${versionOf('sq') ?? ''}. \`ok\` or a`,
    'reason code stands for each signature of the file. «Expected» is what we hold to be right for files that are installed:',
    'the newest word of a key’s owner counts, a signature’s time is the signer’s claim and can only refuse, and what',
    'is not understood is refused. The programs answer for other uses too, so most differences are no faults of theirs.',
    'A file with several signatures is accepted by us where one of them is good, and the others stay in sight as facts of their',
    'own; gpgv and sq answer for all at once.',
    '',
    '| | accepted, expected to be refused | refused, expected to be accepted |',
    '|---|--:|--:|',
    ...tally.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    ...[...new Set(rows.map(({ asked }) => asked.group))].map((group) => table(rows, group)),
  ].join('\n')
}

const rows: Row[] = []
for (const asked of [...CASES, ...TOOL_CASES]) {
  const files = await asked.make()
  // The programs sign by the clock, and on a slow machine that is minutes after the time at which the other cases were made.
  const now = TOOL_CASES.includes(asked) ? Math.ceil(Date.now() / 1000) : undefined
  rows.push({ asked, ours: await ourCodes(files, now), theirs: askOracles(files) })
}
const text = `${page(rows).trimEnd()}\n`
if (values.check) process.stdout.write(text)
else writeFileSync(join(import.meta.dirname, '../docs/reference/openpgp.md'), text)
const problems = rows.flatMap(problemsOf)
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
