import { parseProjectName, type ProjectName } from './project-name.ts'
import { parseVersion, type Version } from './version.ts'

/** What a wheel's file name says (PEP 427). */
export interface WheelFilename {
  readonly project: ProjectName
  readonly version: Version
  /** The build tag, e.g. `1local`. */
  readonly build: string | null
  /** Every single tag, e.g. `cp311-abi3-manylinux_2_17_x86_64` (PEP 425 compressed sets taken apart). */
  readonly tags: readonly string[]
}

const MAX_LENGTH = 512
const MAX_TAGS = 1000

/** Reads a wheel's file name, or returns null. Versions with `_` for `-`, as old tools wrote them, are understood. */
export function parseWheelFilename(filename: string): WheelFilename | null {
  if (filename.length > MAX_LENGTH || !filename.endsWith('.whl')) return null
  const parts = filename.slice(0, -'.whl'.length).split('-')
  if (parts.length !== 5 && parts.length !== 6) return null
  const [name = '', version = '', ...rest] = parts
  const build = rest.length === 4 ? (rest[0] ?? '') : null
  const found = {
    project: name.includes('__') ? null : parseProjectName(name),
    version: parseVersion(version) ?? parseVersion(version.replaceAll('_', '-')),
    tags: expandTags(rest.slice(-3).map((set) => set.split('.'))),
  }
  if (found.project === null || found.version === null || found.tags === null) return null
  if (build !== null && !/^[0-9]/.test(build)) return null
  return { project: found.project, version: found.version, build, tags: found.tags }
}

function expandTags([pythons = [], abis = [], platforms = []]: readonly string[][]):
  readonly string[] | null {
  if (pythons.length * abis.length * platforms.length > MAX_TAGS) return null
  if ([...pythons, ...abis, ...platforms].some((tag) => !/^\w+$/.test(tag))) return null
  return pythons.flatMap((python) =>
    abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`.toLowerCase())),
  )
}
