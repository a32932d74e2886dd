import {
  checkText,
  comparePolicies,
  countChanges,
  mayLoosen,
  raised,
  versionIn,
  type Change,
  type Judged,
  type PolicyText,
} from '../../edit/index.ts'
import { presetPolicy, type Layers, type Policy } from '../../policy/index.ts'
import { isUnsaid } from '../../sources/index.ts'
import type { Cli } from '../cli.ts'
import { presetsOf, sourcesOf } from '../configured.ts'
import { replayRecorded, type RecordedReplay } from './replay-recorded.ts'

/** A policy that may be installed, with everything that its installation would change. */
export interface Review {
  /** As it is to be installed: its version raised. */
  readonly text: string
  readonly policy: Policy
  /** What it stands for then; null where that can't be read. */
  readonly before: Policy | null
  readonly changes: readonly Change[]
  readonly recorded: RecordedReplay
  /** A reason is asked for. */
  readonly loosens: boolean
}

/** What a text is held against. */
interface Judging {
  /** How far back recorded facts are looked at. */
  readonly days: number
  /** What people call a text that is only to be tried; its version does not matter then. */
  readonly trial?: string
}

/**
 * Holds a text against everything that a policy must pass (YAML ▶ schema ▶ lint ▶ its own tests), and what passes against the
 * policy that it replaces: by structure, and by deciding again about what was recorded.
 */
export async function judgeText(
  cli: Cli,
  written: string,
  base: PolicyText,
  { days, trial }: Judging,
): Promise<Judged<Review>> {
  const sources = sourcesOf(cli)
  const [presets, keyrings] = await Promise.all([presetsOf(cli), sources.keyringNames()])
  const options = { file: cli.paths.policyFile, presets, keyrings }
  const layers = await sources.loadLayers([])
  const others = layers.flatMap(({ layer, policy }) => (layer === 'user' ? [] : (policy ?? [])))
  const isNew = base.digest === null
  const last = isNew ? null : (layers.find(({ layer }) => layer === 'user')?.policy ?? null)
  const old = isNew ? null : checkText(base.text, options)
  const before = old === null ? (isUnsaid(layers) ? presetPolicy(presets) : null) : old.ok ? old.policy : last
  const version = isNew || trial !== undefined ? null : versionIn(base.text)
  const text = raised(written, version)
  const loadedVersion = trial !== undefined ? 0 : Math.max(version ?? 0, last?.version ?? 0)
  const result = checkText(text, {
    ...options,
    file: trial ?? options.file,
    loadedVersion: loadedVersion === 0 ? null : loadedVersion,
  })
  if (!result.ok) return result
  return {
    ok: true,
    review: await reviewOf(cli, text, { before, isNew, others, after: result.policy }, days),
  }
}

interface Sides {
  /** Null where there was none, or none that can be read. */
  readonly before: Policy | null
  readonly isNew: boolean
  /** The machine's layers, the team's and those of key directories, which hold beside it. */
  readonly others: readonly Policy[]
  readonly after: Policy
}

async function reviewOf(cli: Cli, text: string, sides: Sides, days: number): Promise<Review> {
  const { before, isNew, others, after } = sides
  const changes =
    before === null
      ? [isNew ? NEW_LAYER : UNKNOWN_BEFORE]
      : comparePolicies(before.effective, after.effective)
  const now = layersOf([...others, after]) ?? [after]
  const recorded = await replayRecorded(
    cli,
    { before: layersOf([...others, ...(before === null ? [] : [before])]) ?? now, after: now },
    days,
  )
  return {
    text,
    policy: after,
    before,
    changes,
    recorded,
    loosens: changes.some(mayLoosen) || letsMoreThrough(recorded),
  }
}

const NEW_LAYER: Change = {
  direction: 'tightens',
  where: 'the whole policy',
  what: 'is new, beside what the machine, the team and key directories ask for',
}

const UNKNOWN_BEFORE: Change = {
  direction: 'may-loosen',
  where: 'the whole policy',
  what: 'the one before can’t be read, so there is nothing to hold it against',
}

/** Whether something recorded would fare better. */
export function letsMoreThrough(recorded: RecordedReplay): boolean {
  if (!recorded.ok) return false
  const { newlyAllows, noLongerWarns } = countChanges(recorded.replay.changed)
  return newlyAllows + noLongerWarns > 0
}

function layersOf([first, ...rest]: readonly Policy[]): Layers | null {
  return first === undefined ? null : [first, ...rest]
}
