import type { DoctorWorld } from './doctor-world.ts'
import { findPips } from './find/find-pips.ts'
import type { Finding } from './house/finding.ts'
import { lookAtParts, type Parts } from './house/look-at-parts.ts'
import { lookAtDisk, lookAtPlaces } from './house/look-at-places.ts'
import { lookAtSurroundings } from './house/look-at-surroundings.ts'
import { lookAtTools } from './house/look-at-tools.ts'
import { tryPips, type TriedPip } from './try-pips.ts'

/** All that the doctor found, worst first. */
export interface Diagnosis {
  readonly pips: readonly TriedPip[]
  readonly house: readonly Finding[]
  /** Pythons without a pip. */
  readonly withoutPip: readonly string[]
  /** What is named as a Python is, and did not answer as one. */
  readonly silent: readonly string[]
  /** Whether every pip that was found is covered, and every tool that fetches without one; false where no pip was found. */
  readonly covered: boolean
}

/**
 * Finds every pip of this person and proves for each by a canary whether it is covered, and looks at all else that the
 * guard stands on. `folders` are looked through for virtual environments; the usual places where there are none.
 * Rejects with `ClientError` where the daemon is lost.
 */
export async function diagnose(
  folders: readonly string[],
  parts: Parts,
  world: DoctorWorld,
): Promise<Diagnosis> {
  const [{ pips: found, withoutPip, silent }, house] = await Promise.all([
    findPips(folders, world),
    lookAtHouse(parts, world),
  ])
  const pips = await tryPips(found, world)
  const tools = lookAtTools(world)
  const covered =
    pips.length > 0 &&
    pips.every(({ verdict }) => verdict.kind === 'covered') &&
    tools.every(({ level }) => level === 'good')
  return {
    pips: worstFirst(pips),
    house: findingsWorstFirst([...tools, ...house]),
    withoutPip,
    silent,
    covered,
  }
}

const PIP_ORDER: readonly TriedPip['verdict']['kind'][] = [
  'not-covered',
  'refuses-everything',
  'unknown',
  'covered',
]
const HOUSE_ORDER: readonly Finding['level'][] = ['bad', 'caution', 'good']

function worstFirst(pips: readonly TriedPip[]): readonly TriedPip[] {
  return pips.toSorted((a, b) => PIP_ORDER.indexOf(a.verdict.kind) - PIP_ORDER.indexOf(b.verdict.kind))
}

async function lookAtHouse(parts: Parts, world: DoctorWorld): Promise<readonly Finding[]> {
  const looks = await Promise.all([
    lookAtParts(parts, world),
    lookAtSurroundings(world),
    lookAtDisk(world).then((finding) => [finding]),
  ])
  return [...lookAtPlaces(world), ...looks.flat()]
}

function findingsWorstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => HOUSE_ORDER.indexOf(a.level) - HOUSE_ORDER.indexOf(b.level))
}
