import { join } from 'node:path'
import { readFileBounded } from '../files/index.ts'
import { PRESET_NAMES, type PresetReader } from '../policy/index.ts'

const MAX_PRESET_BYTES = 256 * 1024

/** Reads the presets beforehand, so that the policy room needs no files. Throws where the installation is broken. */
export async function presetReader(folder: string): Promise<PresetReader> {
  const read = PRESET_NAMES.map(async (name) => {
    const bytes = await readFileBounded(join(folder, `${name}.yaml`), { maxBytes: MAX_PRESET_BYTES })
    return [name, Buffer.from(bytes).toString('utf8')] as const
  })
  const texts = new Map(await Promise.all(read))
  return (name) => texts.get(name) ?? ''
}
