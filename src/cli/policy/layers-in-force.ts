import type { Layers } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { sourcesOf } from '../configured.ts'

/** The layers that are configured, or the preset that holds where there is none. Throws `CliError` `input` for one that can't be used. */
export async function layersInForce(cli: Cli): Promise<Layers> {
  const sources = sourcesOf(cli)
  const loaded = await sources.loadLayers([])
  const broken = loaded.find(({ policy }) => policy === null)
  if (broken !== undefined) {
    throw new CliError('input', {
      message: `the policy \`${broken.file}\` can't be used: ${broken.refused ?? ''}`,
      hint: `trustctl policy check ${broken.file}`,
    })
  }
  const [first, ...rest] = loaded.flatMap(({ policy }) => policy ?? [])
  return first === undefined ? [await sources.defaultPolicy()] : [first, ...rest]
}
