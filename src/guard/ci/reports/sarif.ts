import { REASONS, safeText, type ReasonCode } from '../../../verdict/index.ts'
import type { JobEntry } from '../results/job-entry.ts'
import { findingsOf, findingText, fingerprintOf, placeOf, type JobReport } from './job-report.ts'

/** What code scanning shows of one run. */
export const MAX_SARIF_RESULTS = 5000

/**
 * The findings as SARIF 2.1.0 (OASIS). What isn't proven is a notification of the invocation, which then wasn't
 * successful (§3.20.14, §3.58); each finding is a result with a stable fingerprint. Another notification counts what is left out.
 */
export function sarifLog(report: JobReport): unknown {
  const all = findingsOf(report)
  const findings = all.slice(0, MAX_SARIF_RESULTS)
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'pip-trust', version: report.version, rules: codes.map(rule) } },
        columnKind: 'unicodeCodePoints',
        invocations: [invocation(report, all.slice(MAX_SARIF_RESULTS))],
        results: findings.map((entry) => result(report, entry, codes)),
      },
    ],
  }
}

function rule(code: ReasonCode): unknown {
  const { slug, title } = REASONS[code]
  return {
    id: code,
    name: slug,
    shortDescription: { text: title },
    help: { text: `trustctl why ${code}` },
  }
}

function invocation({ checks }: JobReport, left: readonly JobEntry[]): unknown {
  const failed = checks.filter(({ isProven }) => !isProven)
  return {
    executionSuccessful: failed.length === 0,
    toolExecutionNotifications: [
      ...failed.map(({ name, words }) => ({
        level: 'error',
        descriptor: { id: `not-proven/${name}` },
        message: { text: safeText(words) },
      })),
      ...(left.length === 0 ? [] : [leftOut(left)]),
    ],
  }
}

function leftOut(left: readonly JobEntry[]): unknown {
  const refused = left.filter(({ decision }) => decision === 'block').length
  const text = `${left.length} more findings are left out here, ${refused} of them refusals`
  return { level: refused > 0 ? 'error' : 'warning', descriptor: { id: 'left-out' }, message: { text } }
}

function result(report: JobReport, entry: JobEntry, codes: readonly ReasonCode[]): unknown {
  const { code, decision, name, project, version, sha256, channel, location, ref } = entry
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: decision === 'block' ? 'error' : 'warning',
    message: { text: findingText(entry) },
    locations: locations(report, entry),
    partialFingerprints: { 'pipTrust/v1': fingerprintOf(entry) },
    properties: { decision, name, project, version, sha256, channel, location, ref },
  }
}

function locations(report: JobReport, entry: JobEntry): readonly unknown[] {
  const place = placeOf(report, entry)
  const logicalLocations = [{ name: entry.name, kind: 'package' }]
  if (place === null) return [{ logicalLocations }]
  const artifactLocation = { uri: encodeURI(place.file), uriBaseId: '%SRCROOT%' }
  return [{ physicalLocation: { artifactLocation, region: { startLine: place.line } }, logicalLocations }]
}
