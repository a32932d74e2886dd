import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256Of, type Sha256 } from '../encoding/index.ts'
import { ensurePrivateFolder, writeFileAtomically } from '../files/index.ts'
import {
  parsePolicy,
  presetPolicy,
  type Layers,
  type Policy,
  type PolicyProblem,
  type PresetReader,
} from '../policy/index.ts'
import type { PolicyLayer, PolicyStatus } from '../protocol/index.ts'
import type { DirectoryPlaces } from './directory/places.ts'
import { forgetPolicies, publishedPolicies } from './directory/published-policies.ts'
import { encodeLastPolicy } from './last-policy.ts'
import { readKeptText, readPolicyText } from './policy-text.ts'
import { presetReader } from './preset-reader.ts'

/** Where the layers lie. */
export interface LayerPlaces extends DirectoryPlaces {
  readonly policyFile: string
  readonly teamPolicyFile: string
  readonly machinePolicyFiles: readonly string[]
  readonly lastPoliciesDir: string
  /** The library folder. */
  readonly lib: string
}

/** What a file had in force before. */
export interface LayerBefore {
  readonly file: string
  readonly policy: Policy
  /** Of the text that said it. */
  readonly sha256: Sha256
}

/** One layer's file: the policy that holds, and why it is not the file's own, if it isn't. */
export interface LoadedLayer {
  readonly layer: PolicyLayer['layer']
  /** A path; of a directory's policy what people call it: `directory acme: policies/base.yaml`. */
  readonly file: string
  /** Where the last good text is kept. */
  readonly kept: string
  /** Null where the file can't be used and nothing is known of what it said before. */
  readonly policy: Policy | null
  /** Of the text that says this policy; null where there is none. */
  readonly sha256: Sha256 | null
  readonly refused: string | null
  /** What the file holds, as far as it could be read. */
  readonly text: string | null
  /** True where the last good text stands in, for a start with a broken file. */
  readonly fromLast: boolean
}

export interface LayersPart {
  /**
   * Every layer that has a file, from the machine's over those of followed directories to the user's. A broken one leaves what was in force before, or else its
   * last good text; a file that is gone takes its layer with it. Changes nothing; throws where the installation is broken.
   */
  loadLayers(before: readonly LayerBefore[]): Promise<readonly LoadedLayer[]>
  /** Keeps the texts that loaded as the last good ones, and forgets those of layers that are gone. */
  keepLayers(layers: readonly LoadedLayer[]): Promise<void>
  /** What holds where there is no file: see `isUnsaid`. */
  defaultPolicy(): Promise<Policy>
}

export function layersPart(places: LayerPlaces, keyringNames: () => Promise<readonly string[]>): LayersPart {
  const presets = (): Promise<PresetReader> => presetReader(join(places.lib, 'policies'))
  return {
    loadLayers: async (before) => {
      const reading = { presets: await presets(), keyrings: await keyringNames(), before }
      const loaded = await Promise.all((await layersOf(places)).map((file) => loadLayer(file, reading)))
      return loaded.filter((each) => each !== null)
    },
    keepLayers: async (layers) => {
      await ensurePrivateFolder(places.lastPoliciesDir)
      for (const { file, kept } of filesOf(places)) {
        await keepLayer(kept, layers.find((each) => each.file === file) ?? null)
      }
      const published = layers.filter(({ layer }) => layer === 'directory')
      for (const layer of published) await keepLayer(layer.kept, layer)
      await forgetPolicies(places, new Set(published.map(({ kept }) => kept)))
    },
    defaultPolicy: async () => presetPolicy(await presets()),
  }
}

/**
 * Whether nobody who configures this machine has said anything, so that the default policy holds: a directory's word stands beside
 * it, and never for it.
 */
export function isUnsaid(layers: readonly Pick<LoadedLayer, 'layer'>[]): boolean {
  return layers.every(({ layer }) => layer === 'directory')
}

/** What several policies together are called: by all of their names, by the narrowest one's version, and by a digest over all. */
export function layersRef(policies: Layers): Pick<PolicyStatus, 'name' | 'version' | 'digest'> {
  const [first, ...rest] = policies
  const { name, version, digest } = first
  if (rest.length === 0) return { name, version, digest }
  const digests = policies.map((policy) => policy.digest).join('\n')
  return {
    name: policies.map((policy) => policy.name).join(' + '),
    version: policies.at(-1)?.version ?? version,
    digest: sha256Of(Buffer.from(digests)),
  }
}

type LayerFile = Pick<LoadedLayer, 'layer' | 'file' | 'kept'>
type Text = Awaited<ReturnType<typeof readPolicyText>>
/** A layer and what reads it. */
type LayerText = LayerFile & { readonly read: () => Promise<Text> }

/** From the widest to the narrowest. */
async function layersOf(places: LayerPlaces): Promise<readonly LayerText[]> {
  const published = (await publishedPolicies(places)).map(({ file, kept, text }) => ({
    layer: 'directory' as const,
    file,
    kept,
    read: () => Promise.resolve(text),
  }))
  const files = filesOf(places).map((each) => ({ ...each, read: () => readPolicyText(each.file) }))
  const machine = files.filter(({ layer }) => layer === 'machine')
  return [...machine, ...published, ...files.filter(({ layer }) => layer !== 'machine')]
}

/** Those that lie here. */
function filesOf(places: LayerPlaces): readonly LayerFile[] {
  const kept = (name: string): string => join(places.lastPoliciesDir, `${name}.json`)
  const machine = places.machinePolicyFiles.map((file, at) => ({
    layer: 'machine' as const,
    file,
    kept: kept(`machine-${at}`),
  }))
  return [
    ...machine,
    { layer: 'team', file: places.teamPolicyFile, kept: kept('team') },
    { layer: 'user', file: places.policyFile, kept: kept('user') },
  ]
}

interface Reading {
  readonly presets: PresetReader
  readonly keyrings: readonly string[]
  readonly before: readonly LayerBefore[]
}

type LastGood = Omit<LayerBefore, 'file'>

async function loadLayer({ read, ...place }: LayerText, reading: Reading): Promise<LoadedLayer | null> {
  const { file } = place
  const text = await read()
  if (text === null) return null
  const kept = await readKeptText(place.kept)
  const inForce = reading.before.find((each) => each.file === file) ?? null
  const last = (): LastGood | null => inForce ?? (kept === null ? null : lastGood(kept, file, reading))
  const refused = (words: string): LoadedLayer => {
    const good = last()
    const [policy, sha256] = [good?.policy ?? null, good?.sha256 ?? null]
    const fromLast = good !== null && inForce === null
    const found = typeof text === 'string' ? text : null
    return { ...place, policy, sha256, refused: words, text: found, fromLast }
  }
  if (typeof text !== 'string') return refused(text.words)
  // A text that was kept is compared with by its version, so that a start takes no older one than was in force before it.
  const loadedVersion = inForce === null && text === kept ? null : (last()?.policy.version ?? null)
  const result = parsePolicy(text, { ...reading, file, loadedVersion })
  if (!result.ok) return refused(problemWords(result.problems))
  const sha256 = sha256Of(Buffer.from(text))
  return { ...place, policy: result.policy, sha256, refused: null, text, fromLast: false }
}

/** The last text of the layer that loaded; null where it no longer does. */
function lastGood(kept: string, file: string, reading: Reading): LastGood | null {
  const result = parsePolicy(kept, { ...reading, file, loadedVersion: null })
  return result.ok ? { policy: result.policy, sha256: sha256Of(Buffer.from(kept)) } : null
}

async function keepLayer(kept: string, layer: LoadedLayer | null): Promise<void> {
  if (layer === null) await rm(kept, { force: true })
  else if (layer.refused === null && layer.text !== null && layer.text !== (await readKeptText(kept))) {
    await ensurePrivateFolder(dirname(kept))
    await writeFileAtomically(kept, encodeLastPolicy(layer.text, sha256Of(Buffer.from(layer.text))))
  }
}

/** Words that go into a status, the history and a refusal. */
const MAX_WORDS = 1500

function problemWords(problems: readonly PolicyProblem[]): string {
  const [first] = problems
  if (first === undefined) return 'it is refused'
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more; trustctl policy check)`
  return `line ${first.line}: ${first.message.slice(0, MAX_WORDS)}${more}`
}
