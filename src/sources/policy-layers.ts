import { join } from 'node:path'
import type { Policy } from '../policy/index.ts'
import { loadLastPolicy, loadPolicy, type LayerName, type PolicyPlaces } from './policy-source.ts'

/** Where the layers lie. */
export interface LayerPlaces {
  readonly policyFile: string
  readonly teamPolicyFile: string
  readonly machinePolicyFiles: readonly string[]
  readonly lastPoliciesDir: string
  readonly presets: string
}

/** What a file had in force before. */
export interface LayerBefore {
  readonly file: string
  readonly policy: Policy
}

/** One layer's file: the policy that holds, and why it is not the file's own, if it isn't. */
export interface LoadedLayer {
  readonly layer: LayerName
  readonly file: string
  /** Null where the file can't be used and nothing is known of what it said before. */
  readonly policy: Policy | null
  readonly refused: string | null
  /** True where the last good text stands in, for a start with a broken file. */
  readonly fromLast: boolean
}

/**
 * Reads every layer that has a file. A broken one leaves what was in force before, or else its last good text; a file that
 * is gone takes its layer with it.
 */
export async function loadLayers(
  places: LayerPlaces,
  keyrings: readonly string[],
  before: readonly LayerBefore[],
): Promise<readonly LoadedLayer[]> {
  const loaded = await Promise.all(
    filesOf(places).map(async ({ layer, file, kept }) => {
      const at = { policyFile: file, lastPolicyFile: kept, presets: places.presets }
      const inForce = before.find((each) => each.file === file)?.policy ?? null
      return await loadLayer(layer, at, { keyrings, inForce })
    }),
  )
  return loaded.filter((each) => each !== null)
}

interface LayerFile {
  readonly layer: LayerName
  readonly file: string
  readonly kept: string
}

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

async function loadLayer(
  layer: LayerName,
  at: PolicyPlaces,
  { keyrings, inForce }: { readonly keyrings: readonly string[]; readonly inForce: Policy | null },
): Promise<LoadedLayer | null> {
  const found = await loadPolicy(at, { keyrings, loadedVersion: inForce?.version ?? null })
  const base = { layer, file: at.policyFile }
  switch (found.kind) {
    case 'absent':
      return null
    case 'loaded':
      return { ...base, policy: found.policy, refused: null, fromLast: false }
    case 'refused': {
      const { words } = found
      if (inForce !== null) return { ...base, policy: inForce, refused: words, fromLast: false }
      const last = await loadLastPolicy(at, keyrings)
      return { ...base, policy: last, refused: words, fromLast: last !== null }
    }
  }
}
