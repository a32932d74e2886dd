import type { Layers } from '../../policy/index.ts'
import { isUnsaid, type LoadedLayer } from '../../sources/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'

/**
 * The layers that are configured, with the preset that holds where nobody of this machine said anything. Throws `CliError` `input` for
 * one that can't be used.
 */
export async function layersInForce(cli: Cli): Promise<Layers> {
  const sources = sourcesOf(cli)
  const loaded = await sources.loadLayers([])
  const broken = loaded.find(({ policy }) => policy === null)
  if (broken !== undefined) throw unusableLayer(broken)
  const policies = loaded.flatMap(({ policy }) => policy ?? [])
  const [first, ...rest] = isUnsaid(loaded) ? [...policies, await sources.defaultPolicy()] : policies
  return first === undefined ? [await sources.defaultPolicy()] : [first, ...rest]
}

/** That a layer can't be used, and nothing is known of what it said. */
export function unusableLayer({
  layer,
  file,
  refused,
}: Pick<LoadedLayer, 'layer' | 'file' | 'refused'>): CliError {
  return new CliError('input', {
    message: `the policy \`${file}\` can't be used: ${refused ?? ''}`,
    hint:
      layer === 'directory'
        ? 'ask whoever keeps the directory, then: trustctl directory follow'
        : `trustctl policy check ${file}`,
  })
}
