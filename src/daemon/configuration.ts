import { setTimeout } from 'node:timers/promises'
import { policyInForce, type PolicyInForce } from '../decide/index.ts'
import { sha256Of, type Sha256 } from '../encoding/index.ts'
import { bypassForbidden, type Layers, type Policy } from '../policy/index.ts'
import type { PolicyLayer, PolicyStatus } from '../protocol/index.ts'
import {
  DEFAULT_SETTINGS,
  isUnsaid,
  layersRef,
  refusedUpdates,
  SourcesError,
  type DirectoryView,
  type FindEvidence,
  type LoadedLayer,
  type Settings,
  type Sources,
} from '../sources/index.ts'
import type { Trust } from '../trust/index.ts'

/** How long a policy file must be gone, or not to be used, before it is. */
const SETTLE_MS = 300

/** Everything that the disk says, loaded and checked: what the daemon answers by until the next one. */
export interface Configuration {
  readonly policy: PolicyInForce
  /** What `status` tells of the policy. */
  readonly about: PolicyStatus
  /** The layers in force, from the machine's to the user's; none where everything is refused. */
  readonly layers: readonly LayerInForce[]
  /** Files on the disk that are not what is in force. */
  readonly refusals: readonly Refusal[]
  /** The presets among the layers that allow no bypass. */
  readonly forbidsBypass: readonly string[]
  readonly trust: Trust
  /** The key directories that are followed. */
  readonly directories: readonly DirectoryView[]
  readonly settings: Settings
  /** False where the settings never could be read: then everything is refused. */
  readonly settingsKnown: boolean
  readonly findEvidence: FindEvidence
  readonly notices: readonly string[]
}

/** A policy in force and the file that it came from, null for a preset without one. */
export interface LayerInForce {
  readonly layer: PolicyLayer['layer']
  readonly policy: Policy
  readonly file: string | null
  /** Of the text that says it; null for a preset. */
  readonly sha256: Sha256 | null
}

export interface Refusal {
  readonly file: string
  readonly words: string
  /** Of what the file holds; null where it could not be read. */
  readonly sha256: Sha256 | null
}

/**
 * Loads policy, trust and settings. What is broken leaves what `before` had in force; without a `before`, the last good
 * policy is used, and where there is none, everything is going to be refused. Throws where the installation is broken.
 */
export async function loadConfiguration(
  sources: Sources,
  before: Configuration | null,
): Promise<Configuration> {
  const { trust, roots, directories, problems } = await sources.loadTrust()
  const { words, ...settings } = await settingsOf(sources, before)
  const policy = await policyOf(sources, before)
  const notices = [
    ...policy.notices,
    ...(words === null ? [] : [words]),
    ...problems,
    ...refusedUpdates(roots),
  ]
  if (settings.settingsKnown) return { ...policy, ...settings, trust, directories, notices }
  const refused = words ?? 'the settings were never read'
  return {
    ...policy,
    ...unusable('settings.json', refused, refused),
    ...settings,
    trust,
    directories,
    notices,
  }
}

type Settled = Pick<Configuration, 'settings' | 'settingsKnown' | 'findEvidence'> & {
  readonly words: string | null
}

/** Where nothing is known of the settings, nothing can be judged: without their evidence sources, invalid evidence would look absent. */
async function settingsOf(sources: Sources, before: Configuration | null): Promise<Settled> {
  try {
    const settings = await sources.settings()
    return { settings, findEvidence: sources.evidenceFinder(settings), settingsKnown: true, words: null }
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error
    const words = error.message
    if (before?.settingsKnown === true) {
      const { settings, settingsKnown, findEvidence } = before
      return { settings, settingsKnown, findEvidence, words: `${words}; the settings from before stay` }
    }
    const findEvidence = sources.evidenceFinder(DEFAULT_SETTINGS)
    return { settings: DEFAULT_SETTINGS, findEvidence, settingsKnown: false, words }
  }
}

type InForcePart = Pick<Configuration, 'policy' | 'about' | 'layers' | 'forbidsBypass'>
type PolicyPart = InForcePart & Pick<Configuration, 'refusals' | 'notices'>

async function policyOf(sources: Sources, before: Configuration | null): Promise<PolicyPart> {
  const loaded = await layersOf(sources, before)
  await sources.keepLayers(loaded)
  const refusals = loaded.flatMap(refusalOf)
  const notices = loaded.flatMap(refusedWords)
  const refused = notices.length === 0 ? null : notices.join('; ')
  const lost = loaded.find(({ policy }) => policy === null)
  // While a policy is in force, a file that appears and can't be used changes nothing.
  if (lost !== undefined && before?.policy.kind !== 'in-force') {
    return { ...unusable(lost.file, lost.refused ?? '', refused), refusals, notices }
  }
  const own = loaded.flatMap(({ layer, file, policy, sha256 }) =>
    policy === null ? [] : [{ layer, file, policy, sha256 }],
  )
  return { ...inForce(await withDefault(sources, own), refused), refusals, notices }
}

/** The default preset stands only where nobody of this machine wrote anything: another layer's word is not to be tightened by it. */
async function withDefault(
  sources: Sources,
  [first, ...rest]: readonly LayerInForce[],
): Promise<readonly [LayerInForce, ...LayerInForce[]]> {
  if (first === undefined) return [await presetLayer(sources)]
  const layers = [first, ...rest] as const
  return isUnsaid(layers) ? [...layers, await presetLayer(sources)] : layers
}

/**
 * A file that is written in place is half there for a moment, and one that is replaced is gone: what held is neither given
 * up nor told to be refused before it stays so.
 */
async function layersOf(sources: Sources, before: Configuration | null): Promise<readonly LoadedLayer[]> {
  const known = (before?.layers ?? []).flatMap(fromFile)
  const loaded = await sources.loadLayers(known)
  const refusedBefore = new Set((before?.refusals ?? []).map(refusalKey))
  const isSettled = known.every(({ file }) => {
    const found = loaded.find((each) => each.file === file)
    return found !== undefined && refusalOf(found).every((refusal) => refusedBefore.has(refusalKey(refusal)))
  })
  if (isSettled) return loaded
  await setTimeout(SETTLE_MS)
  return await sources.loadLayers(known)
}

function refusalKey({ file, words, sha256 }: Refusal): string {
  return JSON.stringify([file, words, sha256])
}

function fromFile({ file, policy, sha256 }: LayerInForce) {
  return file === null || sha256 === null ? [] : [{ file, policy, sha256 }]
}

async function presetLayer(sources: Sources): Promise<LayerInForce> {
  return { layer: 'user', file: null, policy: await sources.defaultPolicy(), sha256: null }
}

function refusalOf({ file, refused, text }: LoadedLayer): readonly Refusal[] {
  if (refused === null) return []
  return [{ file, words: refused, sha256: text === null ? null : sha256Of(Buffer.from(text)) }]
}

function refusedWords({ file, refused, fromLast, policy }: LoadedLayer): readonly string[] {
  if (refused === null) return []
  const words = `\`${file}\` is refused: ${refused}`
  return [
    fromLast && policy !== null ? `${words}; the last good one (sha256:${policy.digest}) is in force` : words,
  ]
}

function unusable(file: string, words: string, refused: string | null): InForcePart {
  const about = { name: 'none', version: 0, digest: '', files: [], refused, layers: [] }
  return { policy: { kind: 'unusable', file, words }, about, layers: [], forbidsBypass: [] }
}

function inForce(layers: readonly [LayerInForce, ...LayerInForce[]], refused: string | null): InForcePart {
  const [first, ...rest] = layers
  const policies: Layers = [first.policy, ...rest.map(({ policy }) => policy)]
  return {
    policy: policyInForce(
      policies,
      layers.flatMap(({ layer, policy }) => (layer === 'directory' ? [policy] : [])),
    ),
    about: {
      ...layersRef(policies),
      files: layers.flatMap(({ file }) => (file === null ? [] : [file])),
      refused,
      layers: layers.map(told),
    },
    layers,
    forbidsBypass: bypassForbidden(policies),
  }
}

function told({ layer, policy, file }: LayerInForce): PolicyLayer {
  const { name, version, digest } = policy
  return { layer, file, policy: { name, version, digest, at: null } }
}
