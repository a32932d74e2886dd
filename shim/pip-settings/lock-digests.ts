import { parseSha256, type Sha256 } from '../../src/encoding/index.ts'

/**
 * The digests of wheels, sdists and archives in a lock file (PEP 751); none where it is no TOML. The reader is loaded only
 * here: most runs have no lock file.
 */
export async function lockDigests(text: string): Promise<readonly Sha256[]> {
  const { parse, TomlError } = await import('smol-toml')
  try {
    return tablesIn(parse(text)['packages']).flatMap(digestsOf)
  } catch (error) {
    if (error instanceof TomlError) return []
    throw error
  }
}

type Table = Readonly<Record<string, unknown>>

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tablesIn(value: unknown): readonly Table[] {
  return (Array.isArray(value) ? value : [value]).filter(isTable)
}

function digestsOf(entry: Table): readonly Sha256[] {
  const files = [entry['wheels'], entry['sdist'], entry['archive']].flatMap(tablesIn)
  return files.flatMap(({ hashes }) => {
    const digest = isTable(hashes) ? hashes['sha256'] : null
    return typeof digest === 'string' ? (parseSha256(digest) ?? []) : []
  })
}
