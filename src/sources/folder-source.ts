import { lstatSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { FileArtifact } from '../artifact/index.ts'
import { readFileBounded } from '../files/index.ts'
import type { Evidence } from '../verdict/index.ts'
import { EVIDENCE_FORMS, MAX_EVIDENCE_BYTES } from './evidence-forms.ts'
import type { FoundEvidence, UnavailableEvidence } from './found-evidence.ts'

/** Looks for `<file>.provenance` and its siblings in a folder. What is there and can't be read is unavailable, not absent. */
export async function findInFolder(folder: string, { filename }: FileArtifact): Promise<FoundEvidence> {
  if (basename(filename) !== filename) return { evidence: [], unavailable: [] }
  const evidence: Evidence[] = []
  const unavailable: UnavailableEvidence[] = []
  for (const { suffix, kind } of EVIDENCE_FORMS) {
    const where = join(folder, filename + suffix)
    // Synchronous: eight looks cost less than one trip through the thread pool.
    if (lstatSync(where, { throwIfNoEntry: false }) === undefined) continue
    try {
      const bytes = await readFileBounded(where, { maxBytes: MAX_EVIDENCE_BYTES })
      evidence.push({ kind, origin: { via: 'folder', where }, bytes })
    } catch (error) {
      unavailable.push({ kind, where, why: error instanceof Error ? error.message : String(error) })
    }
  }
  return { evidence, unavailable }
}
