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
  /** Only to be tried: its version does not matter. */
  readonly isTrial?: boolean
}

/**
 * Holds a text against everything that a policy must pass (YAML ▶ schema ▶ lint ▶ its own tests), and what passes against the
 * policy that it replaces: by structure, and by deciding again about what was recorded.
 */
export async function judgeText(
  cli: Cli,
  written: string,
  base: PolicyText,
  { days, isTrial = false }: Judging,
): Promise<Judged<Review>> {
  const sources = sourcesOf(cli)
  const [presets, keyrings] = await Promise.all([presetsOf(cli), sources.keyringNames()])
  const options = { file: cli.paths.policyFile, presets, keyrings }
  const isNew = base.digest === null
  const last = isNew ? null : await sources.loadLastPolicy()
  const old = isNew ? null : checkText(base.text, options)
  const before = old === null ? presetPolicy(presets) : old.ok ? old.policy : last
  const version = isNew || isTrial ? null : versionIn(base.text)
  const text = raised(written, version)
  const loadedVersion = isTrial ? 0 : Math.max(version ?? 0, last?.version ?? 0)
  const result = checkText(text, { ...options, loadedVersion: loadedVersion === 0 ? null : loadedVersion })
  if (!result.ok) return result
  return { ok: true, review: await reviewOf(cli, text, { before, after: result.policy }, days) }
}

async function reviewOf(
  cli: Cli,
  text: string,
  { before, after }: { readonly before: Policy | null; readonly after: Policy },
  days: number,
): Promise<Review> {
  const changes = before === null ? [UNKNOWN_BEFORE] : comparePolicies(before.effective, after.effective)
  const recorded = await replayRecorded(
    cli,
    { before: layersWith(before ?? after), after: layersWith(after) },
    days,
  )
  return {
    text,
    policy: after,
    before,
    changes,
    recorded,
    loosens: changes.some(mayLoosen) || isMilder(recorded),
  }
}

const UNKNOWN_BEFORE: Change = {
  direction: 'may-loosen',
  where: 'the whole policy',
  what: 'the one before can’t be read, so there is nothing to hold it against',
}

function isMilder(recorded: RecordedReplay): boolean {
  if (!recorded.ok) return false
  const { newlyAllows, noLongerWarns } = countChanges(recorded.replay.changed)
  return newlyAllows + noLongerWarns > 0
}

function layersWith(user: Policy): Layers {
  return [user]
}
