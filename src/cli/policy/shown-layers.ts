import { basename } from 'node:path'
import { originLines, type OriginLine, type OriginText } from '../../edit/index.ts'
import { effectiveText, parsePresetName, type Policy } from '../../policy/index.ts'
import { isUnsaid, type LoadedLayer } from '../../sources/index.ts'
import { painter, safeText } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { presetsOf, sourcesOf } from '../configured.ts'
import { unusableLayer } from './layers-in-force.ts'

/** A layer that holds, line by line. */
export interface ShownLayer {
  readonly layer: LoadedLayer['layer'] | 'preset'
  /** Null for the preset that holds without a file. */
  readonly file: string | null
  readonly policy: Policy
  /** Why the file on disk is not what this shows; null where it is. */
  readonly refused: string | null
  readonly lines: readonly OriginLine[]
}

/** Every layer that is configured, with where each of its lines is written. Throws `CliError` `input` for one that can't be used. */
export async function shownLayers(cli: Cli): Promise<readonly ShownLayer[]> {
  const sources = sourcesOf(cli)
  const loaded = await sources.loadLayers([])
  const shown = await Promise.all(
    loaded.map(async ({ layer, file, policy, refused, text }) => {
      if (policy === null) throw unusableLayer({ layer, file, refused })
      const label = layer === 'directory' ? file : basename(file)
      const own = text === null || refused !== null ? [] : [{ label, text }]
      const lines = originLines(policy, [...own, ...(await presetText(cli, policy))])
      return { layer, file, policy, refused, lines }
    }),
  )
  return isUnsaid(loaded) ? [...shown, await shownPreset(cli, await sources.defaultPolicy())] : shown
}

async function shownPreset(cli: Cli, policy: Policy): Promise<ShownLayer> {
  const lines = originLines(policy, await presetText(cli, policy))
  return { layer: 'preset', file: null, policy, refused: null, lines }
}

async function presetText(cli: Cli, { preset }: Policy): Promise<readonly OriginText[]> {
  const name = preset === null ? null : parsePresetName(preset)
  return name === null ? [] : [{ label: `preset:${name}`, text: (await presetsOf(cli))(name) }]
}

/** A layer for a terminal: each line with its place before it where that is asked for. */
export function layerLines(shown: ShownLayer, origin: boolean, { colour }: Cli): readonly string[] {
  const { layer, file, policy, refused, lines } = shown
  const paint = painter(colour)
  const head = `# ${layer === 'directory' ? '' : `${layer}: `}${file ?? `preset:${policy.preset ?? ''}`}${refused === null ? '' : `; its file is refused: ${refused}`}`
  if (!origin) return [head, effectiveText(policy).trimEnd()]
  const places = lines.map(({ at }) => (at === null ? '' : `${at.label}:${at.line}`))
  const wide = Math.max(...places.map((place) => place.length))
  return [
    paint('strong', safeText(head)),
    ...lines.map(({ line }, nth) => `${paint('faint', safeText(places[nth] ?? '').padEnd(wide))}  ${line}`),
  ]
}
