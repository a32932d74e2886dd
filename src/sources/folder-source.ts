import { lstatSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FileArtifact } from '../artifact/index.ts'
import { isSystemError, readFileBounded } from '../files/index.ts'
import { EVIDENCE_FORMS, MAX_EVIDENCE_BYTES } from './evidence-forms.ts'
import { joinFound, type FoundEvidence, type UnavailableEvidence } from './found-evidence.ts'

const REBUILD = 'rebuild-statement'
/** `.<rebuilder>.rebuild.json`, with a name as policies write it. */
const REBUILDER = /^\.[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.rebuild\.json$/
/** Rebuilders' statements of one file that are looked at. */
export const MAX_REBUILDS = 16

/**
 * Looks for `<file>.provenance` and its siblings in a folder, and for `<file>.<rebuilder>.rebuild.json` of every rebuilder. What
 * is there and can't be read is unavailable, not absent.
 */
export async function findInFolder(folder: string, { filename }: FileArtifact): Promise<FoundEvidence> {
  if (basename(filename) !== filename) return { evidence: [], unavailable: [] }
  // Synchronous: these looks cost less than one trip through the thread pool.
  const there = EVIDENCE_FORMS.map(({ suffix, kind }) => ({
    kind,
    where: join(folder, filename + suffix),
  })).filter(({ where }) => lstatSync(where, { throwIfNoEntry: false }) !== undefined)
  const rebuilds = await namedRebuilds(folder, filename)
  const found = await Promise.all([...there, ...rebuilds.named].map(read))
  return joinFound([...found, { evidence: [], unavailable: rebuilds.unavailable }])
}

async function read({ kind, where }: Pick<UnavailableEvidence, 'kind' | 'where'>): Promise<FoundEvidence> {
  try {
    const bytes = await readFileBounded(where, { maxBytes: MAX_EVIDENCE_BYTES })
    return { evidence: [{ kind, origin: { via: 'folder', where }, bytes }], unavailable: [] }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { evidence: [], unavailable: [{ kind, where, why }] }
  }
}

interface NamedRebuilds {
  readonly named: readonly Pick<UnavailableEvidence, 'kind' | 'where'>[]
  readonly unavailable: readonly UnavailableEvidence[]
}

/** `<file>.<rebuilder>.rebuild.json`, sorted by name. A folder that isn't there has none. */
async function namedRebuilds(folder: string, filename: string): Promise<NamedRebuilds> {
  try {
    const own = (await readdir(folder)).filter(
      (name) => name.startsWith(`${filename}.`) && REBUILDER.test(name.slice(filename.length)),
    )
    const paths = own.toSorted().map((name) => join(folder, name))
    const why = `more than ${MAX_REBUILDS} rebuilders' statements of one file`
    return {
      named: paths.slice(0, MAX_REBUILDS).map((where) => ({ kind: REBUILD, where })),
      unavailable: paths
        .slice(MAX_REBUILDS, MAX_REBUILDS + 1)
        .map((where) => ({ kind: REBUILD, where, why })),
    }
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR'))
      return { named: [], unavailable: [] }
    const why = error instanceof Error ? error.message : String(error)
    return { named: [], unavailable: [{ kind: REBUILD, where: folder, why }] }
  }
}
