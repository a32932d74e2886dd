import { usePreset, type Policy } from '../../policy/index.ts'
import type { Cli } from '../cli.ts'
import { parsePolicyText, readPolicyFile, sourcesOf } from '../configured.ts'
import { unusableLayer } from '../policy/layers-in-force.ts'
import { unusablePolicy } from '../policy-problems.ts'

/** A policy of one layer, whose exceptions count for its own refusals alone. */
export interface DecidingPolicy {
  /** Null: the person's own. */
  readonly file: string | null
  readonly text: string
}

/** The policies that decide here, the widest first. The person's own is the preset where there is no file and no other layer. */
export async function decidingPolicies(cli: Cli): Promise<readonly DecidingPolicy[]> {
  const { machinePolicyFiles, teamPolicyFile, policyFile } = cli.paths
  const wider = await Promise.all([...machinePolicyFiles, teamPolicyFile].map(decidingIn))
  const others = wider.filter((each) => each !== null)
  const published = await publishedHere(cli)
  const own = await readPolicyFile(policyFile)
  if (own !== null) return [...published, ...others, { file: null, text: own }]
  const preset = others.length > 0 ? [] : [{ file: null, text: usePreset(null, 'balanced') }]
  return [...published, ...others, ...preset]
}

/** What key directories say: those who keep them are who may except from it. Throws `CliError` `input` for one that can't be used. */
async function publishedHere(cli: Cli): Promise<readonly DecidingPolicy[]> {
  const layers = (await sourcesOf(cli).loadLayers([])).filter(({ layer }) => layer === 'directory')
  return layers.map((layer) => {
    const { file, text, refused } = layer
    if (text === null || refused !== null) throw unusableLayer(layer)
    return { file, text }
  })
}

async function decidingIn(file: string): Promise<DecidingPolicy | null> {
  const text = await readPolicyFile(file)
  return text === null ? null : { file, text }
}

/** The policy that a text says. Throws `CliError` `input` where it can't be used. */
export async function policyOf(cli: Cli, { file, text }: DecidingPolicy): Promise<Policy> {
  const label = file ?? cli.paths.policyFile
  const result = await parsePolicyText(cli, text, label)
  if (!result.ok) throw unusablePolicy(label, result.problems)
  return result.policy
}
