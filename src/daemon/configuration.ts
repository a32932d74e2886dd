import { policyInForce, type PolicyInForce } from '../decide/index.ts'
import { sha256Of } from '../encoding/index.ts'
import type { Layers, Policy } from '../policy/index.ts'
import type { PolicyLayer, PolicyStatus } from '../protocol/index.ts'
import {
  DEFAULT_SETTINGS,
  SourcesError,
  type FindEvidence,
  type LoadedLayer,
  type Settings,
  type Sources,
} from '../sources/index.ts'
import type { Trust } from '../trust/index.ts'

/** Everything that the disk says, loaded and checked: what the daemon answers by until the next one. */
export interface Configuration {
  readonly policy: PolicyInForce
  /** What `status` tells of the policy. */
  readonly about: PolicyStatus
  /** The layers in force, from the machine's to the user's; none where everything is refused. */
  readonly layers: readonly LayerInForce[]
  readonly trust: Trust
  readonly settings: Settings
  readonly findEvidence: FindEvidence
  readonly notices: readonly string[]
}

/** A policy in force and the file that it came from, null for a preset without one. */
export interface LayerInForce {
  readonly layer: PolicyLayer['layer']
  readonly policy: Policy
  readonly file: string | null
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
  const { policy, about, layers, notices } = await policyOf(sources, before)
  const unusable = settled.unusable
  return {
    policy: unusable ?? policy,
    about: unusable === null ? about : { ...NO_POLICY, refused: unusable.words },
    layers: unusable === null ? layers : [],
    trust,
    settings: settled.settings,
    findEvidence: settled.findEvidence,
    notices: [...notices, ...settled.notices, ...problems],
  }
}

const NO_POLICY: PolicyStatus = { name: 'none', version: 0, digest: '', files: [], refused: null, layers: [] }

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

type PolicyPart = Pick<Configuration, 'policy' | 'about' | 'layers' | 'notices'>

async function policyOf(sources: Sources, before: Configuration | null): Promise<PolicyPart> {
  const known = (before?.layers ?? []).flatMap(({ file, policy }) =>
    file === null ? [] : [{ file, policy }],
  )
  const loaded = await sources.loadLayers(known)
  const refused = loaded.flatMap(refusedWords)
  const lost = loaded.find(({ policy }) => policy === null)
  if (lost !== undefined) {
    const policy = { kind: 'unusable', file: lost.file, words: lost.refused ?? '' } as const
    return { policy, about: { ...NO_POLICY, refused: refused.join('; ') }, layers: [], notices: refused }
  }
  const own = loaded.flatMap(({ layer, file, policy }) => (policy === null ? [] : [{ layer, file, policy }]))
  // The default preset stands only where nobody wrote anything: another layer's word is not to be tightened by it.
  const [first, ...rest] =
    own.length > 0 ? own : [{ layer: 'user' as const, file: null, policy: await sources.defaultPolicy() }]
  return first === undefined ? noLayers() : inForce([first, ...rest], refused)
}

function noLayers(): never {
  throw new Error('the default policy is missing')
}

function refusedWords({ file, refused, fromLast, policy }: LoadedLayer): readonly string[] {
  if (refused === null) return []
  const words = `\`${file}\` is refused: ${refused}`
  return [
    fromLast && policy !== null ? `${words}; the last good one (sha256:${policy.digest}) is in force` : words,
  ]
}

function inForce(layers: readonly [LayerInForce, ...LayerInForce[]], refused: readonly string[]): PolicyPart {
  const [first, ...rest] = layers
  const policies: Layers = [first.policy, ...rest.map(({ policy }) => policy)]
  return {
    policy: policyInForce(policies),
    about: {
      ...nameOf(policies),
      files: layers.flatMap(({ file }) => (file === null ? [] : [file])),
      refused: refused.length === 0 ? null : refused.join('; '),
      layers: layers.map(told),
    },
    layers,
    notices: refused,
  }
}

/** One layer is called by its own name; several by all of theirs, and known by a digest over all. */
function nameOf(policies: Layers): Pick<PolicyStatus, 'name' | 'version' | 'digest'> {
  const [first, ...rest] = policies
  if (rest.length === 0) return { name: first.name, version: first.version, digest: first.digest }
  const last = policies.at(-1) ?? first
  const digests = policies.map(({ digest }) => digest).join('\n')
  return {
    name: policies.map(({ name }) => name).join(' + '),
    version: last.version,
    digest: sha256Of(Buffer.from(digests)),
  }
}

function told({ layer, policy, file }: LayerInForce): PolicyLayer {
  const { name, version, digest } = policy
  return { layer, file, policy: { name, version, digest, at: null } }
}
