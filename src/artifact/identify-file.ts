import {
  compareVersions,
  parseSdistFilename,
  parseWheelFilename,
  type ProjectName,
  type Version,
} from '../python/index.ts'
import { quoted, type ArchiveProblem } from './archive-error.ts'
import type { ArchiveLimits } from './archive-limits.ts'
import { inspectArchive, type ArchiveInspection } from './inspect-archive.ts'

/** Which release of which project a file is, or why that can't be said. */
export type FileIdentity =
  | {
      readonly ok: true
      readonly kind: 'wheel' | 'sdist'
      readonly project: ProjectName
      readonly version: Version
    }
  | ({ readonly ok: false } & ArchiveProblem)

export interface FileToIdentify {
  readonly path: string
  /** The name that pip knows the file by; its suffix alone makes pip treat it as a wheel. */
  readonly filename: string
  /** True where pip is seen to build from it, which it does with no wheel. */
  readonly isUnpacked?: boolean
  /** The project whose page named the file, or that was asked for. */
  readonly claimedProject?: ProjectName
  readonly limits?: ArchiveLimits
}

interface Release {
  readonly project: ProjectName
  readonly version: Version
}

/**
 * Establishes kind, project and version of a file from its name and from the metadata inside, which must agree
 * (TC1005; so must the claimed project). TC1001 where neither tells, TC1003 for what is no archive, TC1004 and TC1008
 * as `inspectArchive`. Throws `FilesError` where the file can't be opened.
 */
export async function identifyFile(file: FileToIdentify): Promise<FileIdentity> {
  const inspection = await inspectArchive(file.path, file.limits)
  const [problem] = inspection.problems
  if (problem !== undefined) return { ok: false, ...problem }
  return file.filename.endsWith('.whl') && file.isUnpacked !== true
    ? identifyWheel(file, inspection)
    : identifySdist(file, inspection)
}

function identifyWheel(
  { filename, claimedProject }: FileToIdentify,
  inspection: ArchiveInspection,
): FileIdentity {
  const inside = releaseInside(inspection)
  const named = parseWheelFilename(filename)
  if (named === null) return unidentified('a file name as PEP 427 has it', quoted(filename))
  if (inspection.kind !== 'wheel' || inside === null)
    return unidentified('a wheel with metadata', contentOf(inspection))
  return agree('wheel', named, inside, claimedProject)
}

/** What pip doesn't take for a wheel it builds, whatever is inside. */
function identifySdist(
  { filename, claimedProject }: FileToIdentify,
  inspection: ArchiveInspection,
): FileIdentity {
  const inside = releaseInside(inspection)
  if (inspection.hasMetadata && inside === null) {
    return unidentified('metadata with a name and a version', 'metadata without, or with several')
  }
  const expected = inside?.project ?? claimedProject
  const named = parseSdistFilename(filename, expected) ?? parseSdistFilename(filename)
  const found = inside ?? named
  if (found === null)
    return unidentified('metadata, or a file name, with project and version', quoted(filename))
  return agree('sdist', named ?? found, found, claimedProject)
}

function agree(
  kind: 'wheel' | 'sdist',
  named: Release,
  { project, version }: Release,
  claimed: ProjectName | undefined,
): FileIdentity {
  if (claimed !== undefined && claimed !== project) return differs(claimed, project)
  if (named.project !== project || compareVersions(named.version, version) !== 0) {
    return differs(`${named.project} ${named.version}`, `${project} ${version} inside`)
  }
  return { ok: true, kind, project, version }
}

function releaseInside({ name, version }: ArchiveInspection): Release | null {
  return name === null || version === null ? null : { project: name, version }
}

function contentOf({ kind, hasMetadata }: ArchiveInspection): string {
  if (kind === 'wheel') return 'metadata without a name and a version, or with several'
  return hasMetadata ? 'a source archive' : 'an archive without metadata'
}

function differs(expected: string, found: string): FileIdentity {
  return { ok: false, code: 'TC1005', expected, found }
}

function unidentified(expected: string, found: string): FileIdentity {
  return { ok: false, code: 'TC1001', expected, found }
}
