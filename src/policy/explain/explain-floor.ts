import { applyFloorEntry, builtInFloor, floorScales, type Applied } from '../evaluate/index.ts'
import type { FloorEntry } from '../policy.ts'
import type { FloorEntryText } from '../schema/index.ts'
import { explainRequirements } from './explain-requirement.ts'
import type { ExplainedFloor } from './explanation.ts'
import { unmetConditions } from './unmet.ts'

/** What is built in, then each entry of the policy's own floor. */
export function explainFloor(applied: Applied): readonly ExplainedFloor[] {
  const { floor, effective, indexes } = applied.policy
  const builtIn = builtInFloor(applied.subject, indexes)
  const first: ExplainedFloor = {
    id: 'floor',
    at: null,
    builtIn: true,
    unmet: [],
    effect: builtIn.length > 0 ? 'block' : 'allow',
    reasons: builtIn,
    requirements: [],
  }
  return [first, ...floor.map((entry, nth) => explainEntry(entry, effective.floor?.[nth], applied))]
}

function explainEntry(
  entry: FloorEntry,
  written: FloorEntryText | undefined,
  applied: Applied,
): ExplainedFloor {
  const { id, at, match } = entry
  const unmet = match === null ? [] : unmetConditions(match, written?.match ?? {}, applied.subject)
  const base = { id, at, builtIn: false, unmet }
  if (unmet.length > 0) return { ...base, effect: 'allow', reasons: [], requirements: [] }
  const asked = applied.subject.settled ? [] : entry.require
  return {
    ...base,
    ...applyFloorEntry(entry, applied),
    requirements: explainRequirements(asked, floorScales(applied)),
  }
}
