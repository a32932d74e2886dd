import type { FileHandle } from 'node:fs/promises'
import { openRegularFile } from '../files/index.ts'
import { parseMetadata, type ProjectName, type Version } from '../python/index.ts'
import type { ArchiveContent } from './archive-content.ts'
import { ArchiveError, malformed, type ArchiveProblem } from './archive-error.ts'
import { archiveForm, endsAsZip, type ArchiveForm } from './archive-form.ts'
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts'
import { readTar } from './tar-archive.ts'
import { bytesOf, readGzipTar } from './tar-source.ts'
import { WindowReader } from './window-reader.ts'
import { readZip } from './zip-archive.ts'

/** What a file is by its content alone. */
export interface ArchiveInspection {
  readonly form: ArchiveForm
  /** `unknown` also for what is packed with bzip2, xz or lzma, which is not looked into. */
  readonly kind: 'wheel' | 'sdist' | 'unknown'
  /** From METADATA or PKG-INFO; null where there is none, or none that is valid. */
  readonly name: ProjectName | null
  readonly version: Version | null
  /** True where there is a METADATA or PKG-INFO, valid or not. */
  readonly hasMetadata: boolean
  /** Empty for an archive in good order. */
  readonly problems: readonly ArchiveProblem[]
}

const NOTHING: Omit<ArchiveInspection, 'form' | 'problems'> = {
  kind: 'unknown',
  name: null,
  version: null,
  hasMetadata: false,
}

/**
 * Reads an archive as strictly as it takes for every reader to see the same in it. Memory stays small whatever the
 * file's size; a zip's members are not unpacked, a compressed tar is. Codes: TC1003 no archive, TC1004, TC1008. Throws
 * `FilesError` where the file can't be opened or is not regular.
 */
export async function inspectArchive(path: string, limits = ARCHIVE_LIMITS): Promise<ArchiveInspection> {
  const file = await openRegularFile(path)
  try {
    const reader = new WindowReader(file, (await file.stat()).size)
    return await inspect(file, reader, limits)
  } finally {
    await file.close()
  }
}

async function inspect(
  file: FileHandle,
  reader: WindowReader,
  limits: ArchiveLimits,
): Promise<ArchiveInspection> {
  let form: ArchiveForm = 'none'
  try {
    form = await archiveForm(reader, limits)
    if (form !== 'zip' && (await endsAsZip(reader)))
      throw malformed('one archive', 'a zip at the end of another')
    const { kind, metadata } = await readContent(file, reader, form, limits)
    const project = metadata === null ? null : parseMetadata(metadata)
    const { name = null, version = null } = project ?? {}
    return { form, kind, name, version, hasMetadata: metadata !== null, problems: [] }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    return { ...NOTHING, form, problems: [problemOf(error)] }
  }
}

async function readContent(
  file: FileHandle,
  reader: WindowReader,
  form: ArchiveForm,
  limits: ArchiveLimits,
): Promise<ArchiveContent> {
  switch (form) {
    case 'zip':
      return await readZip(reader, limits)
    case 'gzip':
      return await readGzipTar(bytesOf(file), reader.size, limits)
    case 'tar':
      return await readTar(bytesOf(file), limits)
    case 'bzip2':
    case 'xz':
    case 'lzma':
      return { kind: 'unknown', metadata: null }
    case 'none':
      throw new ArchiveError({
        code: 'TC1003',
        expected: 'a wheel or source archive',
        found: 'other content',
      })
  }
}

function problemOf({ code, expected, found }: ArchiveError): ArchiveProblem {
  return { code, expected, found }
}
