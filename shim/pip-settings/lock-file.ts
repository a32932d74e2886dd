export type Table = Readonly<Record<string, unknown>>

/**
 * The `packages` of a lock file (PEP 751); null where it is no TOML. The reader is loaded only here: most runs have no
 * lock file.
 */
export async function lockedPackages(text: string): Promise<readonly Table[] | null> {
  const { parse, TomlError } = await import('smol-toml')
  try {
    return tablesIn(parse(text)['packages'])
  } catch (error) {
    if (error instanceof TomlError) return null
    throw error
  }
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

export function tablesIn(value: unknown): readonly Table[] {
  return (Array.isArray(value) ? value : [value]).filter(isTable)
}
