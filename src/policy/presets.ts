/** The policies that come with the program, from mild to hard. */
export const PRESET_NAMES = ['permissive', 'balanced', 'strict', 'ci'] as const

export type PresetName = (typeof PRESET_NAMES)[number]

/** What holds where the person has no policy file. */
export const DEFAULT_PRESET: PresetName = 'balanced'

/** Gives a preset's text (`policies/NAME.yaml`), read beforehand. */
export type PresetReader = (name: PresetName) => string

/** The preset that `text` names, or null. */
export function parsePresetName(text: string): PresetName | null {
  return PRESET_NAMES.find((name) => name === text) ?? null
}
