import { safeText } from '../../../verdict/index.ts'
import type { JobEntry } from '../results/job-entry.ts'
import { findingText, type JobReport } from './job-report.ts'

/** Test cases that one file holds; GitLab reads no file of more than 30 MB. */
export const MAX_TEST_CASES = 10_000

interface TestCase {
  readonly group: string
  readonly name: string
  readonly failure: string | null
  readonly output: string | null
}

/** A job as JUnit XML: a test case for each look at the enforcement, and one for each artifact; a refusal is a failure. */
export function junitXml({ checks, results }: JobReport): string {
  const suites = [
    suite('pip-trust enforcement', checks.map(ofCheck)),
    suite('pip-trust artifacts', artifactCases(results.entries)),
  ]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites.flat(),
    '</testsuites>',
    '',
  ].join('\n')
}

/** The last one counts those that are left out, and fails where one of them was refused. */
function artifactCases(entries: readonly JobEntry[]): readonly TestCase[] {
  if (entries.length <= MAX_TEST_CASES) return entries.map(ofEntry)
  const shown = entries.slice(0, MAX_TEST_CASES - 1)
  const left = entries.slice(shown.length)
  const refused = left.filter(({ decision }) => decision === 'block').length
  const name = `${left.length} more artifacts are left out here, ${refused} of them refused`
  return [
    ...shown.map(ofEntry),
    { group: 'left out', name, failure: refused > 0 ? name : null, output: name },
  ]
}

function ofCheck({ name, isProven, words, hint }: JobReport['checks'][number]): TestCase {
  const failure = isProven ? null : `${words}${hint === null ? '' : `; ${hint}`}`
  return { group: 'enforcement', name, failure, output: isProven ? words : null }
}

function ofEntry(entry: JobEntry): TestCase {
  const { decision, name, project, sha256, code } = entry
  const digest = sha256 === null ? '' : ` sha256:${sha256.slice(0, 12)}`
  return {
    group: project ?? 'unidentified',
    name: `${name}${digest}`,
    failure: decision === 'block' ? findingText(entry) : null,
    output: decision === 'warn' ? findingText(entry) : code,
  }
}

function suite(name: string, cases: readonly TestCase[]): readonly string[] {
  const failures = cases.filter(({ failure }) => failure !== null).length
  return [
    `  <testsuite name="${name}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`,
    ...cases.flatMap(testCase),
    '  </testsuite>',
  ]
}

function testCase({ group, name, failure, output }: TestCase): readonly string[] {
  return [
    `    <testcase classname="pip-trust.${escaped(group)}" name="${escaped(name)}" time="0">`,
    ...(failure === null ? [] : [`      <failure message="${escaped(failure)}"/>`]),
    ...(output === null || failure !== null ? [] : [`      <system-out>${escaped(output)}</system-out>`]),
    '    </testcase>',
  ]
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** `safeText` leaves no character that XML 1.0 §2.2 forbids. */
function escaped(text: string): string {
  return safeText(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
