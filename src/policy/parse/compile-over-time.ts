import { dayStart, seconds } from '../duration.ts'
import type { EvidenceAvailability, RevocationsAvailability, RolloutStep, Tofu } from '../policy.ts'
import type { PolicyFile } from '../schema/index.ts'

/** The steps of one rule, in the order in which they come into force. */
export function compileRollout({ rollout = [] }: PolicyFile, rule: string): readonly RolloutStep[] {
  return rollout
    .filter((step) => step.rule === rule)
    .map(({ set, from, warnFrom }) => ({
      set,
      from: dayStart(from),
      warnFrom: warnFrom === undefined ? null : dayStart(warnFrom),
    }))
    .toSorted((a, b) => a.from - b.from)
}

/** With what holds where the file says nothing. */
export function compileTofu({ tofu }: PolicyFile): Tofu {
  return {
    firstUse: { workstation: 'record', ci: 'record', ...tofu?.firstUse },
    onChange: tofu?.onChange ?? 'block',
    pinAbsence: tofu?.pinAbsence ?? false,
  }
}

export function compileAvailability({ availability }: PolicyFile): EvidenceAvailability | null {
  const evidence = availability?.evidence
  return evidence === undefined
    ? null
    : { maxAgeSeconds: seconds(evidence.maxAge), afterwards: evidence.then }
}

export function compileRevocations({ availability }: PolicyFile): RevocationsAvailability | null {
  const revocations = availability?.revocations
  if (revocations === undefined) return null
  const { maxAge, warnAt, then } = revocations
  return {
    maxAgeSeconds: seconds(maxAge),
    warnAtSeconds: warnAt === undefined ? null : seconds(warnAt),
    afterwards: then,
  }
}
