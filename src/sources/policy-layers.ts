import { rm } from 'node:fs/promises'
import { join } from 'node:path'
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
import { encodeLastPolicy } from './last-policy.ts'
import { readKeptText, readPolicyText } from './policy-text.ts'
import { presetReader } from './preset-reader.ts'

/** Where the layers lie. */
export interface LayerPlaces {
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
  readonly file: string
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
   * Every layer that has a file, from the machine's to the user's. A broken one leaves what was in force before, or else its
   * last good text; a file that is gone takes its layer with it. Changes nothing; throws where the installation is broken.
   */
  loadLayers(before: readonly LayerBefore[]): Promise<readonly LoadedLayer[]>
  /** Keeps the texts that loaded as the last good ones, and forgets those of layers that are gone. */
  keepLayers(layers: readonly LoadedLayer[]): Promise<void>
  /** What holds where there is no file at all. */
  defaultPolicy(): Promise<Policy>
}

export function layersPart(places: LayerPlaces, keyringNames: () => Promise<readonly string[]>): LayersPart {
  const presets = (): Promise<PresetReader> => presetReader(join(places.lib, 'policies'))
  return {
    loadLayers: async (before) => {
      const reading = { presets: await presets(), keyrings: await keyringNames(), before }
      const loaded = await Promise.all(filesOf(places).map((file) => loadLayer(file, reading)))
      return loaded.filter((each) => each !== null)
    },
    keepLayers: async (layers) => {
      await ensurePrivateFolder(places.lastPoliciesDir)
      for (const { file, kept } of filesOf(places)) {
        await keepLayer(kept, layers.find((each) => each.file === file) ?? null)
      }
    },
    defaultPolicy: async () => presetPolicy(await presets()),
  }
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

interface LayerFile extends Pick<LoadedLayer, 'layer' | 'file'> {
  /** Where the last good text is kept. */
  readonly kept: string
}

/** From the widest to the narrowest. */
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

async function loadLayer(place: LayerFile, reading: Reading): Promise<LoadedLayer | null> {
  const { layer, file } = place
  const text = await readPolicyText(file)
  if (text === null) return null
  const kept = await readKeptText(place.kept)
  const inForce = reading.before.find((each) => each.file === file) ?? null
  const last = (): LastGood | null => inForce ?? (kept === null ? null : lastGood(kept, file, reading))
  const refused = (words: string): LoadedLayer => {
    const good = last()
    const [policy, sha256] = [good?.policy ?? null, good?.sha256 ?? null]
    const fromLast = good !== null && inForce === null
    const read = typeof text === 'string' ? text : null
    return { layer, file, policy, sha256, refused: words, text: read, fromLast }
  }
  if (typeof text !== 'string') return refused(text.words)
  // A text that was kept is compared with by its version, so that a start takes no older one than was in force before it.
  const loadedVersion = inForce === null && text === kept ? null : (last()?.policy.version ?? null)
  const result = parsePolicy(text, { ...reading, file, loadedVersion })
  if (!result.ok) return refused(problemWords(result.problems))
  const sha256 = sha256Of(Buffer.from(text))
  return { layer, file, policy: result.policy, sha256, refused: null, text, fromLast: false }
}

/** The last text of the layer that loaded; null where it no longer does. */
function lastGood(kept: string, file: string, reading: Reading): LastGood | null {
  const result = parsePolicy(kept, { ...reading, file, loadedVersion: null })
  return result.ok ? { policy: result.policy, sha256: sha256Of(Buffer.from(kept)) } : null
}

async function keepLayer(kept: string, layer: LoadedLayer | null): Promise<void> {
  if (layer === null) await rm(kept, { force: true })
  else if (layer.refused === null && layer.text !== null && layer.text !== (await readKeptText(kept))) {
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
