import type { Policy } from '../policy/index.ts'
import { policyInForce, type PolicyInForce } from '../decide/index.ts'
import {
  DEFAULT_SETTINGS,
  SourcesError,
  type FindEvidence,
  type LoadedPolicy,
  type Settings,
  type Sources,
} from '../sources/index.ts'
import type { Trust } from '../trust/index.ts'

/** Everything that the disk says, loaded and checked: what the daemon answers by until the next one. */
export interface Configuration {
  readonly policy: PolicyInForce
  /** What `status` tells of the policy. */
  readonly about: PolicyAbout
  readonly trust: Trust
  readonly settings: Settings
  readonly findEvidence: FindEvidence
  readonly notices: readonly string[]
}

export interface PolicyAbout {
  readonly name: string
  readonly version: number
  readonly digest: string
  readonly files: readonly string[]
  /** Why the file on disk is not what is in force. */
  readonly refused: string | null
}

/**
 * Loads policy, trust and settings. What is broken leaves what `before` had in force; without a `before`, the last good
 * policy is used, and where there is none, everything is going to be refused. Throws where the installation is broken.
 */
export async function loadConfiguration(
  sources: Sources,
  before: Configuration | null,
): Promise<Configuration> {
  const { trust, problems } = await sources.loadTrust()
  const settled = await settingsOf(sources, before)
  const loaded = await sources.loadPolicy(versionInForce(before))
  const { policy, about, notices } = await policyOf(sources, loaded, before)
  const unusable = settled.unusable
  return {
    policy: unusable ?? policy,
    about: unusable === null ? about : { ...NO_POLICY, refused: unusable.words },
    trust,
    settings: settled.settings,
    findEvidence: settled.findEvidence,
    notices: [...notices, ...settled.notices, ...problems],
  }
}

const NO_POLICY: PolicyAbout = { name: 'none', version: 0, digest: '', files: [], refused: null }

/** A lower version than the one that a file set is refused; a preset sets none. */
function versionInForce(before: Configuration | null): number | null {
  return before !== null && before.about.files.length > 0 ? before.about.version : null
}

interface Settled {
  readonly settings: Settings
  readonly findEvidence: FindEvidence
  readonly notices: readonly string[]
  /** Set where nothing is known of the settings: without their evidence sources, invalid evidence would look absent. */
  readonly unusable: Extract<PolicyInForce, { kind: 'unusable' }> | null
}

async function settingsOf(sources: Sources, before: Configuration | null): Promise<Settled> {
  try {
    const settings = await sources.settings()
    return { settings, findEvidence: sources.evidenceFinder(settings), notices: [], unusable: null }
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error
    const words = error.message
    if (before !== null) {
      const { settings, findEvidence } = before
      return { settings, findEvidence, notices: [`${words}; the settings from before stay`], unusable: null }
    }
    const findEvidence = sources.evidenceFinder(DEFAULT_SETTINGS)
    const unusable = { kind: 'unusable', file: 'settings.json', words } as const
    return { settings: DEFAULT_SETTINGS, findEvidence, notices: [words], unusable }
  }
}

interface PolicyPart {
  readonly policy: PolicyInForce
  readonly about: PolicyAbout
  readonly notices: readonly string[]
}

async function policyOf(
  sources: Sources,
  loaded: LoadedPolicy,
  before: Configuration | null,
): Promise<PolicyPart> {
  if (loaded.kind === 'loaded') return inForce(loaded.policy, loaded.files)
  const { file, words } = loaded
  const refused = `\`${file}\` is refused: ${words}`
  if (before?.policy.kind === 'in-force') {
    return { policy: before.policy, about: { ...before.about, refused }, notices: [refused] }
  }
  const last = await sources.loadLastPolicy()
  if (last === null) {
    return { policy: { kind: 'unusable', file, words }, about: { ...NO_POLICY, refused }, notices: [refused] }
  }
  const kept = inForce(last, [file])
  const notice = `${refused}; the last good one (sha256:${last.digest}) is in force`
  return { ...kept, about: { ...kept.about, refused }, notices: [notice] }
}

function inForce(policy: Policy, files: readonly string[]): PolicyPart {
  const { name, version, digest } = policy
  return {
    policy: policyInForce([policy]),
    about: { name, version, digest, files, refused: null },
    notices: [],
  }
}
