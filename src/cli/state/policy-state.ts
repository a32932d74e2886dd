import { isUnsaid, layersRef, type LoadedLayer } from '../../sources/index.ts'
import type { Policy } from '../../policy/index.ts'
import type { Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'

/** What is configured to decide: all layers together, and each. */
export interface PolicyState {
  /** Null where it can't be used, and everything is refused. */
  readonly name: string | null
  readonly version: number | null
  readonly digest: string | null
  /** The strictest of the layers'. */
  readonly mode: string | null
  /** The person's file; null where there is none. */
  readonly file: string | null
  /** Why a file on disk is not what decides; null when all are. */
  readonly refused: string | null
  readonly layers: readonly LayerState[]
}

export interface LayerState {
  readonly layer: LoadedLayer['layer']
  /** Null for the preset that holds without a file. */
  readonly file: string | null
  readonly name: string | null
  readonly version: number | null
  readonly digest: string | null
  readonly mode: string | null
  readonly refused: string | null
}

const STRICTEST_FIRST: readonly Policy['mode'][] = ['enforce', 'warn', 'audit']

/** Looks at the disk, as a daemon that starts now would. */
export async function policyState(cli: Cli): Promise<PolicyState> {
  const sources = sourcesOf(cli)
  const loaded = await sources.loadLayers([])
  const layers = isUnsaid(loaded) ? [...loaded, presetLayer(await sources.defaultPolicy())] : loaded
  const file = loaded.find(({ layer }) => layer === 'user')?.file ?? null
  const refusals = loaded.flatMap((each) => (each.refused === null ? [] : [`${each.file}: ${each.refused}`]))
  const refused = refusals.length === 0 ? null : refusals.join('; ')
  const about = { ...joined(layers.map(({ policy }) => policy)), file, refused }
  return { ...about, layers: layers.map(layerState) }
}

function presetLayer(policy: Policy) {
  return { layer: 'user', file: null, policy, refused: null } as const
}

function joined(
  policies: readonly (Policy | null)[],
): Pick<PolicyState, 'name' | 'version' | 'digest' | 'mode'> {
  const usable = policies.filter((policy) => policy !== null)
  const [first, ...rest] = usable
  if (first === undefined || usable.length < policies.length) {
    return { name: null, version: null, digest: null, mode: null }
  }
  const mode = STRICTEST_FIRST.find((each) => usable.some((policy) => policy.mode === each)) ?? first.mode
  return { ...layersRef([first, ...rest]), mode }
}

function layerState({
  layer,
  file,
  policy,
  refused,
}: Pick<LoadedLayer, 'layer' | 'policy' | 'refused'> & { readonly file: string | null }): LayerState {
  const { name = null, version = null, digest = null, mode = null } = policy ?? {}
  return { layer, file, name, version, digest, mode, refused }
}
