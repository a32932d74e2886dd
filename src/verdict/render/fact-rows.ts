import type { EvidenceOrigin } from '../evidence.ts'
import type { AttestationFact, BuildProvenance, Fact, LogEntry, RebuildFact, SignatureFact } from '../fact.ts'
import { factText, timeText } from './fact-text.ts'
import { publisherRows } from './publisher-text.ts'
import { safeText } from './safe-text.ts'
import type { SheetRow } from './sheet.ts'

const VIA: Readonly<Record<EvidenceOrigin['via'], string>> = {
  index: 'from the index',
  beside: 'beside the file',
  folder: 'in an evidence folder',
  template: 'from an evidence source',
  argument: 'given by hand',
  inside: 'inside the wheel',
}

/** Everything that one fact holds, as rows of name and value. */
export function factRowsInFull(fact: Fact): readonly SheetRow[] {
  if (fact.result !== 'ok') return notOkRows(fact)
  switch (fact.check) {
    case 'attestation':
      return attestationRows(fact)
    case 'signature':
      return signatureRows(fact)
    case 'rebuild':
      return rebuildRows(fact)
    case 'integrity':
      return [['compared', factText(fact)]]
    case 'derivation':
      return [['proven', factText(fact)]]
    case 'status':
    case 'yanked':
    case 'age':
    case 'provenance-state':
    case 'publisher':
    case 'hash':
    case 'lock':
    case 'revocations':
      return [['found', factText(fact)]]
  }
}

function notOkRows(fact: Exclude<Fact, { result: 'ok' }>): readonly SheetRow[] {
  return [
    ['code', fact.finding.code],
    ['found', safeText(fact.finding.found)],
    ['expected', safeText(fact.finding.expected)],
    ...(fact.origin === null ? [] : [originRow(fact.origin)]),
  ]
}

function attestationRows(fact: Extract<AttestationFact, { result: 'ok' }>): readonly SheetRow[] {
  return [
    ...publisherRows(fact.publisher),
    ['says', `${fact.predicate} (${safeText(fact.predicateType)})`],
    ...(fact.builder === null ? [] : [['builder', safeText(fact.builder)] as const]),
    ...buildRows(fact.build),
    ['signed', fact.signedAt === null ? 'when, nobody proves' : timeText(fact.signedAt)],
    ...fact.log.map(logRow),
    ['trust root', safeText(fact.trustRoot)],
    originRow(fact.origin),
  ]
}

/** What is the signer's word is told as such: only the level follows from who signed. */
function buildRows(build: BuildProvenance | undefined): readonly SheetRow[] {
  if (build === undefined) return []
  const { buildType, source, level, why } = build
  const commit = source?.commit == null ? '' : ` at ${safeText(source.commit)}`
  return [
    ['build type', `${safeText(buildType)} (the signer's word)`],
    ...(source === null
      ? []
      : [['source', `${safeText(source.repository)}${commit} (the signer's word)`] as const]),
    ['build level', `${level}: ${safeText(why)}`],
  ]
}

function logRow({ log, index, integratedTime }: LogEntry): SheetRow {
  const time = integratedTime === null ? '' : `, entered ${timeText(integratedTime)}`
  return ['log', `${safeText(log)}, index ${safeText(index)}${time}`]
}

function signatureRows(fact: Extract<SignatureFact, { result: 'ok' }>): readonly SheetRow[] {
  return [
    ['signer', safeText(fact.owner)],
    ['key', safeText(fact.fingerprint)],
    ...(fact.signedBy === fact.fingerprint ? [] : [['signed by', safeText(fact.signedBy)] as const]),
    ['keyrings', fact.keyrings.map((name) => safeText(name)).join(', ')],
    ['claimed', claimText(fact.claimedAt)],
    originRow(fact.origin),
  ]
}

function claimText(claimedAt: number | null): string {
  return claimedAt === null ? 'no time' : `${timeText(claimedAt)} (the signer's word)`
}

function rebuildRows(fact: Extract<RebuildFact, { result: 'ok' }>): readonly SheetRow[] {
  return [
    ['rebuilder', safeText(fact.owner)],
    ['key', safeText(fact.fingerprint)],
    ['keyrings', fact.keyrings.map((name) => safeText(name)).join(', ')],
    ['got', 'the same bytes'],
    ...(fact.builder === null ? [] : [['builder', safeText(fact.builder)] as const]),
    originRow(fact.origin),
  ]
}

function originRow({ via, where }: EvidenceOrigin): SheetRow {
  return ['evidence', `${VIA[via]}: ${safeText(where)}`]
}
