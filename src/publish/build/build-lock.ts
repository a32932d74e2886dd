import { parse, stringify } from 'smol-toml'
import { parseSha256, type Sha256 } from '../../encoding/index.ts'
import { parseProjectName, parseVersion, parseWheelFilename, type ProjectName } from '../../python/index.ts'
import { BuildError } from './build-error.ts'
import { stringsOf, tableOf } from './project-file.ts'

/** One wheel that a build installs first. */
export interface LockedWheel {
  readonly project: ProjectName
  readonly version: string
  readonly filename: string
  /** Where it was found; it is fetched by name and digest, from wherever pip is set up to. */
  readonly url: string
  readonly sha256: Sha256
}

/** The pip that resolves and installs, whatever pip the machine has. */
export interface InstallerPin {
  readonly version: string
  readonly sha256: Sha256
}

/** What a `build.lock` says: which tools a build has, to the byte. */
export interface BuildLock {
  /** `YYYY-MM-DDThh:mm:ssZ`: nothing that was uploaded later was chosen. */
  readonly asOf: string
  /** `3.12` */
  readonly python: string
  /** `linux-x86_64` */
  readonly platform: string
  readonly installer: InstallerPin
  /** `build-system.requires` at that time, and what the back-end asked for beside them. */
  readonly requires: readonly string[]
  readonly dynamic: Dynamic
  readonly wheels: readonly LockedWheel[]
}

export interface Dynamic {
  readonly sdist: readonly string[]
  readonly wheel: readonly string[]
}

export const MAX_LOCK_BYTES = 1024 * 1024
const MAX_WHEELS = 500
/** A hash in another form than TOML's tables would need escapes; names and versions never do. */
const AS_OF = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/

/** Writes a build.lock: pylock.toml (PEP 751) with what is beside it in `[tool.pip-trust]`. */
export function writeBuildLock(lock: BuildLock): string {
  const text = stringify({
    'lock-version': '1.0',
    'requires-python': `==${lock.python}.*`,
    'created-by': 'pip-trust',
    packages: lock.wheels.map(({ project, version, filename, url, sha256 }) => ({
      name: project,
      version,
      wheels: [{ name: filename, url, hashes: { sha256 } }],
    })),
    tool: {
      'pip-trust': {
        'as-of': lock.asOf,
        python: lock.python,
        platform: lock.platform,
        installer: { pip: lock.installer.version, sha256: lock.installer.sha256 },
        requires: [...lock.requires],
        'requires-for-sdist': [...lock.dynamic.sdist],
        'requires-for-wheel': [...lock.dynamic.wheel],
      },
    },
  })
  return `# Made by \`trustctl build lock\`: the tools that this project is built with. Keep it beside pyproject.toml.\n${text}\n`
}

/** Reads a build.lock. Throws `BuildError` `lock` for anything that `trustctl build lock` doesn't write. */
export function parseBuildLock(text: string): BuildLock {
  if (Buffer.byteLength(text) > MAX_LOCK_BYTES)
    throw unusable(`at most ${MAX_LOCK_BYTES} bytes`, 'a larger file')
  const document = readToml(text)
  if (document['lock-version'] !== '1.0') throw unusable('`lock-version = "1.0"`', 'another')
  const own = tableOf(tableOf(document['tool'])?.['pip-trust'])
  if (own === null) throw unusable('a table `[tool.pip-trust]`', 'none: another tool made this lock')
  const installer = tableOf(own['installer'])
  const asOf = textOf(own, 'as-of')
  if (!AS_OF.test(asOf)) throw unusable('a time as `as-of`', asOf)
  return {
    asOf,
    python: textOf(own, 'python'),
    platform: textOf(own, 'platform'),
    installer: { version: versionOf(installer, 'pip'), sha256: digestOf(installer) },
    requires: listOf(own, 'requires'),
    dynamic: { sdist: listOf(own, 'requires-for-sdist'), wheel: listOf(own, 'requires-for-wheel') },
    wheels: wheelsOf(document['packages']),
  }
}

function wheelsOf(value: unknown): readonly LockedWheel[] {
  if (!Array.isArray(value) || value.length > MAX_WHEELS)
    throw unusable(`at most ${MAX_WHEELS} packages`, 'something else')
  return value.map((each) => {
    const entry = tableOf(each)
    const name = textOf(entry, 'name')
    const project = parseProjectName(name)
    const version = versionOf(entry, 'version')
    const wheels: unknown = entry?.['wheels']
    const wheel = tableOf(Array.isArray(wheels) && wheels.length === 1 ? wheels[0] : null)
    const filename = textOf(wheel, 'name')
    const said = parseWheelFilename(filename)
    if (project === null || said?.project !== project) throw unusable(`one wheel of ${name}`, filename)
    return {
      project,
      version,
      filename,
      url: textOf(wheel, 'url'),
      sha256: digestOf(tableOf(wheel?.['hashes'])),
    }
  })
}

function readToml(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text)
  } catch (cause) {
    throw new BuildError('lock', { message: '`build.lock` is no TOML', hint: 'trustctl build lock', cause })
  }
}

type Table = Readonly<Record<string, unknown>> | null

function textOf(table: Table, key: string): string {
  const value = table?.[key]
  // oxlint-disable-next-line no-control-regex -- control characters are what it keeps out
  if (typeof value !== 'string' || value === '' || /[\0-\x1f]/.test(value))
    throw unusable(`a text as \`${key}\``, 'none')
  return value
}

function versionOf(table: Table, key: string): string {
  const version = textOf(table, key)
  if (parseVersion(version) === null) throw unusable('a version', version)
  return version
}

function listOf(table: Table, key: string): readonly string[] {
  const list = stringsOf(table?.[key])
  if (list === null) throw unusable(`a list of requirements as \`${key}\``, 'none')
  return list
}

function digestOf(table: Table): Sha256 {
  const sha256 = parseSha256(textOf(table, 'sha256'))
  if (sha256 === null) throw unusable('a sha256 of 64 hexadecimal digits', 'something else')
  return sha256
}

function unusable(expected: string, found: string): BuildError {
  return new BuildError('lock', {
    message: `\`build.lock\`: expected ${expected} and found ${found}`,
    hint: 'trustctl build lock',
  })
}
