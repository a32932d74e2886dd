import { parseSha256, type Sha256 } from '../../src/encoding/index.ts'
import { isTable, lockedPackages, tablesIn, type Table } from './lock-file.ts'

/** The digests of wheels, sdists and archives in a lock file (PEP 751); none where it is no TOML. */
export async function lockDigests(text: string): Promise<readonly Sha256[]> {
  return ((await lockedPackages(text)) ?? []).flatMap(digestsOf)
}

/** The digests of one package's files. */
export function digestsOf(entry: Table): readonly Sha256[] {
  const files = [entry['wheels'], entry['sdist'], entry['archive']].flatMap(tablesIn)
  return files.flatMap(({ hashes }) => {
    const digest = isTable(hashes) ? hashes['sha256'] : null
    return typeof digest === 'string' ? (parseSha256(digest) ?? []) : []
  })
}
