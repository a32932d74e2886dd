import test from 'ava'
import { ledger } from '../../../shim/runs/ledger.ts'
import { reportedWithheld, withheldLines } from '../../../shim/runs/withheld-lines.ts'
import { parseVersion, type Version } from '../../../src/python/index.ts'
import type { Withheld } from '../../../src/verdict/index.ts'

const HOUR = 3600
const NOW = 1_790_000_000

const version = (text: string): Version => {
  const found = parseVersion(text)
  if (found === null) throw new TypeError('no version')
  return found
}

const withheld = (text: string, minAgeSeconds = 72 * HOUR): Withheld => ({
  version: version(text),
  filenames: [`x-${text}.zip`],
  publishedAt: NOW - 5 * HOUR,
  passesAt: NOW - 5 * HOUR + minAgeSeconds,
  minAgeSeconds,
  policy: 'p',
  rule: 'r',
})

function linesOf(releases: readonly Withheld[], touched: readonly string[], exitCode = 0): readonly string[] {
  const book = ledger()
  book.withhold('x', releases)
  for (const text of touched) book.touch('x', version(text))
  return withheldLines(reportedWithheld(book.withheld(), exitCode), NOW)
}

test('one line a project: its newest that was held back, and the newest that was used', (t) => {
  t.deepEqual(linesOf([withheld('1.1'), withheld('1.10'), withheld('1.2')], ['1.0', '0.9']), [
    'pip-trust: x 1.10 is 5h old; 1.0 used (policy needs 72h)',
  ])
})

test('ages are told as policies are written', (t) => {
  const needs = (seconds: number): string | undefined =>
    /needs (\w+)\)/.exec(linesOf([withheld('1.1', seconds)], ['1.0'])[0] ?? '')?.[1]
  t.deepEqual([24 * HOUR, 72 * HOUR, 7 * 24 * HOUR, 90 * 60].map(needs), ['24h', '72h', '7d', '90m'])
})

test('nothing is said where a newer one was used, where none was, and where pip failed without a file', (t) => {
  t.deepEqual(linesOf([withheld('1.1')], ['2.0']), [])
  t.deepEqual(linesOf([withheld('1.1')], []), [])
  t.deepEqual(linesOf([withheld('1.1')], ['1.0'], 1), [])
})
