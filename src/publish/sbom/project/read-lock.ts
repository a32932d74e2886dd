import * as v from 'valibot'
import { parse, TomlError, type TomlTable } from 'smol-toml'
import { parseProjectName, parseVersion, type ProjectName, type Version } from '../../../python/index.ts'
import type { Digest, Link } from '../bill.ts'
import { digestOfHex } from '../digest-of-hex.ts'
import { publicUrl } from '../public-url.ts'
import { SbomError } from '../sbom-error.ts'

/** One package of a lock file. */
export interface LockedPackage {
  readonly project: ProjectName
  readonly version: Version | null
  /** URL of the index, without credentials. */
  readonly index: string | null
  /** `git+https://…@commit`. */
  readonly vcsUrl: string | null
  readonly files: readonly {
    readonly kind: Link['kind']
    readonly url: string | null
    readonly digests: readonly Digest[]
  }[]
  /** Names that the lock gives; null where it gives none. */
  readonly dependencies: readonly ProjectName[] | null
}

const MAX_BYTES = 16 * 1024 * 1024
const MAX_PACKAGES = 20_000
const MAX_FILES = 2000

const Hashes = v.record(v.string(), v.string())
const File = v.object({ url: v.optional(v.string()), hashes: Hashes })
const Vcs = v.object({ type: v.string(), url: v.optional(v.string()), 'commit-id': v.string() })
const Package = v.object({
  name: v.pipe(
    v.string(),
    v.transform(parseProjectName),
    v.custom<ProjectName>((name) => name !== null),
  ),
  version: v.optional(
    v.pipe(
      v.string(),
      v.transform(parseVersion),
      v.custom<Version>((version) => version !== null),
    ),
  ),
  index: v.optional(v.string()),
  vcs: v.optional(Vcs),
  directory: v.optional(v.object({})),
  archive: v.optional(File),
  sdist: v.optional(File),
  wheels: v.optional(v.pipe(v.array(File), v.maxLength(MAX_FILES))),
  dependencies: v.optional(v.array(v.object({ name: v.string() }))),
})
const Lock = v.object({
  'lock-version': v.pipe(v.string(), v.regex(/^1\.\d+$/)),
  packages: v.pipe(v.array(Package), v.maxLength(MAX_PACKAGES)),
})

/** Reads a lock file (PEP 751). `where` is what it is called in words. Throws `SbomError` `lock`. */
export function readLock(bytes: Uint8Array, where: string): readonly LockedPackage[] {
  if (bytes.byteLength > MAX_BYTES) throw unreadable(where, `more than ${MAX_BYTES} bytes`)
  const found = v.safeParse(Lock, tomlOf(bytes, where))
  if (!found.success) {
    const [issue] = found.issues
    throw unreadable(where, `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`)
  }
  return found.output.packages.map(lockedOf)
}

function tomlOf(bytes: Uint8Array, where: string): TomlTable {
  try {
    return parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    throw unreadable(where, cause.message.split('\n')[0] ?? 'no TOML')
  }
}

function lockedOf(entry: v.InferOutput<typeof Package>): LockedPackage {
  const { name, version, index, vcs, archive, sdist, wheels = [], dependencies } = entry
  const files = [
    ...wheels.map((file) => fileOf('distribution', file)),
    ...[sdist, archive].flatMap((file) => (file === undefined ? [] : [fileOf('source-distribution', file)])),
  ]
  const names = dependencies?.map((each) => parseProjectName(each.name)).filter((each) => each !== null)
  return {
    project: name,
    version: version ?? null,
    index: index === undefined ? null : publicUrl(index),
    vcsUrl: vcs === undefined ? null : vcsUrlOf(vcs),
    files,
    dependencies: names === undefined ? null : [...new Set(names)].toSorted(),
  }
}

function fileOf(
  kind: Link['kind'],
  { url, hashes }: v.InferOutput<typeof File>,
): LockedPackage['files'][number] {
  const digests = Object.entries(hashes).flatMap(([name, hex]) => digestOfHex(name, hex) ?? [])
  return { kind, url: url === undefined ? null : publicUrl(url), digests }
}

function vcsUrlOf({ type, url, 'commit-id': commit }: v.InferOutput<typeof Vcs>): string | null {
  const shown = url === undefined ? null : publicUrl(url)
  return shown === null || !/^[a-z]{2,4}$/.test(type) ? null : `${type}+${shown}@${commit.slice(0, 128)}`
}

function unreadable(where: string, found: string): SbomError {
  return new SbomError('lock', {
    message: `the lock file \`${where}\` can not be read: expected packages as PEP 751 has them, found ${found}`,
    hint: 'trustctl build lock',
  })
}
