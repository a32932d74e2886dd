import { collectResults, manifestPlaces, proven, unproven, type JobReport } from '../../../src/guard/index.ts'
import type { DecisionRecord } from '../../../src/protocol/index.ts'
import { decided } from '../../exceptions/decided.ts'
import { policyOf } from '../../policy/world.ts'

const POLICY = policyOf('extends: [preset:balanced]\n')

/** What no artifact should be called, and every report has to bear. */
export const HOSTILE =
  'x|`<img src=x onerror=alert(1)>]]>&"\'\n::error::pwned\r##[stop-commands]x\u0000\u202E\\'

/** Decisions of one job: one of each kind, and one seen twice. */
export const RECORDS: readonly DecisionRecord[] = [
  decided(POLICY, { facts: ['attested', 'publisher-same', 'old'], project: 'attrs' }),
  decided(POLICY, {
    facts: ['attested', 'publisher-same', 'old'],
    project: 'attrs',
    run: { id: 'b'.repeat(16) },
  }),
  decided(POLICY, { facts: ['unpublished', 'old'], project: 'click' }),
  decided(POLICY, { facts: ['digest-differs', 'old'], project: 'flask' }),
]

/** The record of a refusal that says whatever an attacker chose. */
export function hostileRecord(nth = 0): DecisionRecord {
  const record = decided(POLICY, { facts: ['digest-differs', 'old'], bytes: `hostile ${nth}` })
  const reasons = record.verdict.reasons.map((reason) => ({ ...reason, found: HOSTILE, expected: HOSTILE }))
  const artifact = { ...record.artifact, filename: `${HOSTILE}${nth}.whl`, location: HOSTILE }
  return { ...record, artifact, verdict: { ...record.verdict, reasons, ref: HOSTILE } }
}

export function reportOf(records: readonly DecisionRecord[], changes: Partial<JobReport> = {}): JobReport {
  const collector = collectResults([])
  collector.decisions(records)
  const manifests = [{ path: 'requirements.txt', text: '# flask\nClick==8\nflask[async]>=3  # web\n' }]
  return {
    version: '0.1.0',
    policy: { name: 'ci-job', version: 1, digest: 'e'.repeat(64) },
    checks: [proven('daemon', 'the daemon ran')],
    results: collector.results(),
    places: manifestPlaces(manifests, ['flask', 'click', 'attrs']),
    unreadReports: 0,
    ...changes,
  }
}

export const BROKEN = unproven('path', `PATH finds ${HOSTILE}`, 'mend it')
