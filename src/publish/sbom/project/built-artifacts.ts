import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { identifyFile } from '../../../artifact/index.ts'
import { sha256Of, type Sha256 } from '../../../encoding/index.ts'
import { isSystemError, readFileBounded } from '../../../files/index.ts'
import { compareVersions, parseCoreMetadata, type CoreMetadata } from '../../../python/index.ts'
import { CANONICAL_LIMITS, sdistFiles, wheelFiles } from '../../canonical/index.ts'
import { SbomError } from '../sbom-error.ts'

/** A wheel or sdist of a project. */
export interface BuiltArtifact {
  readonly filename: string
  readonly kind: 'wheel' | 'sdist'
  readonly sha256: Sha256
  /** Bytes. */
  readonly size: number
  readonly metadata: CoreMetadata
}

const MAX_ARTIFACTS = 200

/** The wheels and sdists of a folder, which must be of one release. Throws `SbomError` `project`. */
export async function builtArtifacts(folder: string): Promise<readonly [BuiltArtifact, ...BuiltArtifact[]]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return []
    throw error
  })
  const built = names.filter((name) => /\.(?:whl|tar\.gz)$/.test(name)).toSorted()
  if (built.length > MAX_ARTIFACTS)
    throw project(`more than ${MAX_ARTIFACTS} wheels and sdists in \`${folder}\``)
  const artifacts: BuiltArtifact[] = []
  for (const name of built) artifacts.push(await readArtifact(join(folder, name)))
  // Wheels first: what is installed is what they say.
  const [first, ...others] = [...artifacts.filter(isWheel), ...artifacts.filter((each) => !isWheel(each))]
  if (first === undefined) throw project(`no wheel and no sdist in \`${folder}\``)
  const other = others.find(({ metadata }) => !isSame(metadata, first.metadata))
  if (other !== undefined) throw project(`\`${first.filename}\` and \`${other.filename}\`, which are two`)
  return [first, ...others]
}

/** One wheel or sdist. Throws `SbomError` `project`, and `CanonicalError` as `wheelFiles` does. */
export async function readArtifact(path: string): Promise<BuiltArtifact> {
  const filename = basename(path)
  const identity = await identifyFile({ path, filename })
  if (!identity.ok) throw project(`\`${filename}\`, of which ${identity.found} (${identity.code})`)
  const bytes = await readFileBounded(path, { maxBytes: CANONICAL_LIMITS.maxFileBytes })
  const files = identity.kind === 'wheel' ? await wheelFiles(bytes) : await sdistFiles(bytes)
  const inside = files.find(({ name }) => METADATA[identity.kind].test(name))
  const metadata = inside === undefined ? null : parseCoreMetadata(inside.content)
  if (metadata === null) throw project(`\`${filename}\` without metadata that can be read`)
  return { filename, kind: identity.kind, sha256: sha256Of(bytes), size: bytes.byteLength, metadata }
}

const METADATA = { wheel: /^[^/]+\.dist-info\/METADATA$/, sdist: /^(?:[^/]+\/)?PKG-INFO$/ } as const

function isWheel({ kind }: BuiltArtifact): boolean {
  return kind === 'wheel'
}

function isSame(a: CoreMetadata, b: CoreMetadata): boolean {
  return a.name === b.name && compareVersions(a.version, b.version) === 0
}

function project(found: string): SbomError {
  return new SbomError('project', {
    message: `a bill is about one release: expected its wheels and sdists, found ${found}`,
    hint: 'trustctl build',
  })
}
