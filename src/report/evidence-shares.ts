import type { DecisionRecord } from '../protocol/index.ts'
import {
  EVIDENCE_CLASSES,
  evidenceClass,
  whyNotAttested,
  type EvidenceClass,
  type WhyNotAttested,
} from './evidence-class.ts'

/** Distinct artifacts by what spoke for them; each counts once, as it was decided about last. */
export interface EvidenceShares {
  readonly artifacts: number
  readonly classes: readonly { readonly class: EvidenceClass; readonly artifacts: number }[]
  /** Of those that are not attested; the most frequent first. */
  readonly whyNot: readonly { readonly why: WhyNotAttested; readonly artifacts: number }[]
}

export interface EvidenceCounter {
  add(record: DecisionRecord): void
  result(): EvidenceShares
}

interface Found {
  readonly at: number
  readonly class: EvidenceClass
  readonly why: WhyNotAttested | null
}

/** Counts artifacts, not decisions: what is installed every day would drown the rest. */
export function evidenceShares(): EvidenceCounter {
  const newest = new Map<string, Found>()
  return {
    add: (record) => {
      const { artifact, at } = record
      const key = 'sha256' in artifact ? artifact.sha256 : `${artifact.location} ${artifact.commit ?? ''}`
      const known = newest.get(key)
      if (known !== undefined && known.at >= at) return
      const found = evidenceClass(record)
      newest.set(key, { at, class: found, why: found === 'attested' ? null : whyNotAttested(record) })
    },
    result: () => {
      const all = [...newest.values()]
      const classes = EVIDENCE_CLASSES.map((each) => ({
        class: each,
        artifacts: all.filter((found) => found.class === each).length,
      }))
      const reasons = Map.groupBy(
        all.flatMap(({ why }) => why ?? []),
        (why) => why,
      )
      const whyNot = Array.from(reasons, ([why, { length }]) => ({ why, artifacts: length }))
      return {
        artifacts: all.length,
        classes,
        whyNot: whyNot.toSorted((a, b) => b.artifacts - a.artifacts || a.why.localeCompare(b.why)),
      }
    },
  }
}
