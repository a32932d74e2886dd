import { execFileSync } from 'node:child_process'
import test from 'ava'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' }
import {
  annotationLines,
  codeQuality,
  junitXml,
  MAX_SUMMARY_BYTES,
  sarifLog,
  summaryMarkdown,
  type JobReport,
} from '../../../src/guard/index.ts'
import { MAX_TEST_CASES } from '../../../src/guard/ci/reports/junit.ts'
import { MAX_SARIF_RESULTS } from '../../../src/guard/ci/reports/sarif.ts'
import { BROKEN, HOSTILE, hostileRecord, RECORDS, reportOf } from './a-report.ts'
import { readCommand } from './github-runner.ts'

const GOOD = reportOf(RECORDS)
const BAD = reportOf([...RECORDS, ...Array.from({ length: 20 }, (_, nth) => hostileRecord(nth))], {
  checks: [BROKEN],
})
const EMPTY = reportOf([])

/** OASIS's schema; what draft 4 says of itself, ajv knows by another name, and nothing else in it differs. */
function sarifValidator() {
  const { $schema: _draft, id: _id, ...rest } = schema
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  return ajv.compile(rest)
}

test('SARIF is as the schema has it, of good, bad and empty jobs', (t) => {
  const validate = sarifValidator()
  for (const report of [GOOD, BAD, EMPTY])
    t.true(validate(JSON.parse(JSON.stringify(sarifLog(report)))), JSON.stringify(validate.errors))
  t.false(validate({ version: '2.1.0', runs: [{ tool: { driver: {} } }] }), 'the schema can refuse')
})

test('SARIF has a result for each finding, the worst first, at the line that names the project', (t) => {
  t.like(sarifLog(GOOD), {
    version: '2.1.0',
    runs: [
      {
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: [] }],
        results: [
          {
            ruleId: 'TC1002',
            level: 'error',
            locations: [
              {
                physicalLocation: { artifactLocation: { uri: 'requirements.txt' }, region: { startLine: 3 } },
              },
            ],
          },
          {
            ruleId: 'TC2102',
            level: 'warning',
            locations: [{ physicalLocation: { region: { startLine: 2 } } }],
          },
        ],
      },
    ],
  })
  t.like(sarifLog(BAD), {
    runs: [
      {
        invocations: [
          {
            executionSuccessful: false,
            toolExecutionNotifications: [{ descriptor: { id: 'not-proven/path' } }],
          },
        ],
      },
    ],
  })
})

/** What an XML parser makes of it: each suite's name, tests and failures, as it says and as they are. */
function parsedJunit(xml: string): unknown {
  const program = `
import json, sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps([[suite.get("tests"), suite.get("failures"), len(suite.findall("testcase")), len(suite.findall("testcase/failure"))] for suite in root]))`
  return JSON.parse(execFileSync('python3', ['-IS', '-c', program], { input: xml, encoding: 'utf8' }))
}

test('JUnit is XML whatever names are in it, and counts its test cases right', (t) => {
  t.deepEqual(parsedJunit(junitXml(GOOD)), [
    ['1', '0', 1, 0],
    ['3', '1', 3, 1],
  ])
  t.deepEqual(parsedJunit(junitXml(BAD)), [
    ['1', '1', 1, 1],
    ['23', '21', 23, 21],
  ])
  t.deepEqual(parsedJunit(junitXml(EMPTY)), [
    ['1', '0', 1, 0],
    ['0', '0', 0, 0],
  ])
})

test('code quality has what GitLab asks of an issue, and fingerprints that are stable and distinct', (t) => {
  const issues = codeQuality(BAD)
  t.is(issues.length, 23)
  for (const { description, check_name, fingerprint, location, severity } of issues) {
    t.true(description.length > 0 && check_name.length > 0)
    t.regex(fingerprint, /^[0-9a-f]{64}$/)
    t.false(location.path.startsWith('/') || location.path.startsWith('./'))
    t.true(Number.isInteger(location.lines.begin) && location.lines.begin > 0)
    t.true(['info', 'minor', 'major', 'critical', 'blocker'].includes(severity))
  }
  t.is(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length)
  t.deepEqual(codeQuality(BAD), issues)
  t.like(issues[0], { severity: 'blocker', check_name: 'not-proven-path' })
  t.deepEqual(codeQuality(EMPTY), [])
})

test('at most ten annotations, the worst first, the last one counts the others', (t) => {
  const commands = annotationLines(BAD).map(readCommand)
  t.is(commands.length, 10)
  t.like(commands[0], { command: 'error' })
  t.is(commands[0]?.properties.get('title'), 'pip-trust: not proven: path')
  t.is(commands[9]?.command, 'notice')
  t.regex(commands[9]?.data ?? '', /^14 more /)
  const [refused, warned, ...rest] = annotationLines(GOOD).map(readCommand)
  t.deepEqual(rest, [])
  t.is(refused?.properties.get('line'), '3')
  t.is(warned?.command, 'warning')
  const ten = annotationLines(reportOf(Array.from({ length: 10 }, (_, nth) => hostileRecord(nth)))).map(
    readCommand,
  )
  t.is(ten.length, 10)
  t.true(ten.every((command) => command?.command === 'error'))
})

function holdsAny(text: string, characters: string): boolean {
  return Array.from(characters).some((character) => text.includes(character))
}

test('no annotation is more than a line, whatever is in it, and none is an old command', (t) => {
  for (const line of annotationLines(BAD)) {
    t.false(holdsAny(line, '\r\n\u0000\u202E'), line)
    t.false(line.includes('##['), line)
  }
})

test('a summary shows hostile names as text alone', (t) => {
  const text = summaryMarkdown(BAD)
  t.false(holdsAny(text, '\r\u0000\u202E'))
  t.false(text.includes('\n::'))
  for (const line of text.split('\n').filter((each) => each.startsWith('| ')))
    t.is(line.replaceAll(/`[^`]*`/g, '').split('|').length, 8, line)
  t.false(text.replaceAll(/`[^`\n]*`/g, '').includes('<'))
})

test('a summary keeps to its limit and counts what it leaves out', (t) => {
  const many = reportOf(Array.from({ length: 600 }, (_, nth) => hostileRecord(nth)))
  const whole = summaryMarkdown(many)
  t.true(Buffer.byteLength(whole) <= MAX_SUMMARY_BYTES)
  t.regex(whole, /^100 more are in the reports\.$/m)
  for (const limit of [0, 100, 1000, 5000, 20_000]) {
    const text = summaryMarkdown(many, limit)
    t.true(Buffer.byteLength(text) <= limit, String(limit))
    if (limit >= 1000) t.regex(text, /^\d+ more are in the reports\.$/m)
  }
})

test('a job in which nothing was checked is not a good one', (t) => {
  t.regex(summaryMarkdown(EMPTY), /^### ❌ pip-trust: 0 artifacts checked$/m)
  t.regex(summaryMarkdown(EMPTY), /Nothing was checked/)
  t.regex(summaryMarkdown(reportOf(RECORDS.slice(0, 2))), /^### ✅ pip-trust: 1 artifact checked$/m)
  t.regex(summaryMarkdown(reportOf(RECORDS.slice(0, 2), { checks: [BROKEN] })), /^### ❌/m)
})

test('the hostile text of these tests is hostile', (t) => {
  t.regex(HOSTILE, /\n::error::/)
})

function reportOfMany(count: number, from: JobReport): JobReport {
  const [entry] = from.results.entries
  const entries = entry === undefined ? [] : Array.from({ length: count }, () => entry)
  return { ...from, results: { ...from.results, entries } }
}

test('JUnit holds ten thousand test cases; of one more it says how many are left out, and whether refused', (t) => {
  const refused = reportOf([hostileRecord()])
  const warned = reportOf(RECORDS.slice(2, 3))
  const cases = (text: string): number => text.split('<testcase classname="').length - 1
  const whole = junitXml(reportOfMany(MAX_TEST_CASES, { ...refused, checks: [] }))
  t.is(cases(whole), MAX_TEST_CASES)
  t.false(whole.includes('pip-trust.left out'))
  const cut = junitXml(reportOfMany(MAX_TEST_CASES + 1, { ...refused, checks: [] }))
  t.is(cases(cut), MAX_TEST_CASES)
  t.regex(cut, /classname="pip-trust\.left out" name="2 more [^"]*, 2 of them refused" time="0">\n +<failure/)
  t.regex(cut, /name="pip-trust artifacts" tests="10000" failures="10000"/)
  const unrefused = junitXml(reportOfMany(MAX_TEST_CASES + 1, { ...warned, checks: [] }))
  t.regex(unrefused, /name="2 more [^"]*, 0 of them refused" time="0">\n +<system-out/)
})

test('SARIF holds five thousand results; of one more a notification says how many are left out', (t) => {
  const refused = { ...reportOf([hostileRecord()]), checks: [] }
  const runOf = (count: number): SarifRun =>
    JSON.parse(JSON.stringify(sarifLog(reportOfMany(count, refused)))).runs[0]
  const whole = runOf(MAX_SARIF_RESULTS)
  t.is(whole.results.length, MAX_SARIF_RESULTS)
  t.deepEqual(whole.invocations[0]?.toolExecutionNotifications, [])
  const cut = runOf(MAX_SARIF_RESULTS + 2)
  t.is(cut.results.length, MAX_SARIF_RESULTS)
  t.like(cut.invocations[0]?.toolExecutionNotifications, [{ level: 'error', descriptor: { id: 'left-out' } }])
  t.regex(
    cut.invocations[0]?.toolExecutionNotifications[0]?.message.text ?? '',
    /^2 more .* 2 of them refusals$/,
  )
})

interface SarifRun {
  readonly results: readonly unknown[]
  readonly invocations: readonly {
    readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[]
  }[]
}
