import { parseRequirement, type CoreMetadata, type ProjectName } from '../../../python/index.ts'
import type { Bill, Component, Link } from '../bill.ts'
import { described } from '../described.ts'
import { packageUrl } from '../package-url.ts'
import type { BuiltArtifact } from './built-artifacts.ts'
import type { LockedPackage } from './read-lock.ts'

/** What a project's bill is made from. */
export interface ProjectParts {
  readonly metadata: CoreMetadata
  /** Listed with their digests. A bill that is put into a wheel can't have that wheel's own. */
  readonly artifacts: readonly BuiltArtifact[]
  /** What it runs with; null where there is no lock. */
  readonly locked: readonly LockedPackage[] | null
  /** What it was built with; null where there is no lock. */
  readonly builtWith: readonly LockedPackage[] | null
}

/** The bill of a project's release: what was built, what it depends on, what built it. */
export function projectBill({ metadata, artifacts, locked, builtWith }: ProjectParts): Bill {
  const { stated, ...said } = described(metadata)
  const ref = packageUrl({ project: metadata.name, version: metadata.version })
  const needed = requirementsOf(metadata)
  const isOwn = ({ project }: LockedPackage): boolean => project === metadata.name
  const runs = (locked ?? []).filter((each) => !isOwn(each))
  const runtime = new Map(runs.map((each) => [each.project, lockedComponent(each, 'runtime')]))
  const tools = (builtWith ?? []).map((each) => lockedComponent(each, 'build'))
  const about: Component = {
    ...said,
    ref,
    kind: 'library',
    name: metadata.writtenName,
    version: metadata.version,
    purl: ref,
    digests: [],
    properties: [
      ...stated,
      ...metadata.requiresDist.map((value) => ({ name: 'requires', value: value.slice(0, 500) })),
    ],
  }
  const components = [
    ...artifacts.map((each) => artifactComponent(each, about)),
    ...runtime.values(),
    ...tools,
  ]
  const refsOf = (names: readonly ProjectName[]): readonly string[] =>
    names.flatMap((name) => runtime.get(name)?.ref ?? []).toSorted()
  return {
    about,
    components: components.toSorted((a, b) => (a.ref < b.ref ? -1 : 1)),
    dependsOn: new Map([
      ...(locked === null ? [] : [[ref, refsOf(needed.names)] as const]),
      ...runs.flatMap(({ project, dependencies }) =>
        dependencies === null ? [] : [[runtime.get(project)?.ref ?? '', refsOf(dependencies)] as const],
      ),
    ]),
    phase: artifacts.length > 0 ? 'post-build' : 'build',
    doubts: [...needed.doubts, ...(locked === null ? [] : unlocked(needed.names, runtime))],
  }
}

interface Needed {
  readonly names: readonly ProjectName[]
  readonly doubts: readonly string[]
}

/** Whatever the environment: a project's bill is about all of them. */
function requirementsOf({ requiresDist }: CoreMetadata): Needed {
  const read = requiresDist.map((text) => ({ text, requirement: parseRequirement(text) }))
  const names = read.flatMap(({ requirement }) => requirement?.project ?? [])
  return {
    names: [...new Set(names)].toSorted(),
    doubts: read.flatMap(({ text, requirement }) =>
      requirement === null ? [`a requirement can not be read: ${text.slice(0, 200)}`] : [],
    ),
  }
}

function unlocked(
  names: readonly ProjectName[],
  runtime: ReadonlyMap<ProjectName, Component>,
): readonly string[] {
  return names
    .filter((name) => !runtime.has(name))
    .map(
      (name) =>
        `\`${name}\` is required, for some environment or extra at least, and the lock does not name it`,
    )
}

function artifactComponent(
  { filename, kind, sha256, size, metadata }: BuiltArtifact,
  about: Component,
): Component {
  const purl = packageUrl({ project: metadata.name, version: metadata.version, filename })
  return {
    ref: purl,
    kind: 'file',
    name: filename,
    version: about.version,
    purl,
    digests: [{ algorithm: 'sha256', hex: sha256 }],
    licence: about.licence,
    summary: null,
    author: null,
    links: [],
    properties: [
      { name: 'artifact:kind', value: kind },
      { name: 'artifact:bytes', value: String(size) },
    ],
  }
}

function lockedComponent(
  { project, version, index, vcsUrl, files }: LockedPackage,
  role: 'runtime' | 'build',
): Component {
  const purl = packageUrl({ project, version, index, vcsUrl })
  const [only, ...others] = files
  const links = files.flatMap(({ kind, url, digests }): readonly Link[] =>
    url === null ? [] : [{ kind, url, digests }],
  )
  return {
    ref: role === 'build' ? `build:${purl}` : purl,
    kind: 'library',
    name: project,
    version,
    purl,
    // Of several files nobody knows which one will be used: each keeps its own.
    digests: only !== undefined && others.length === 0 ? only.digests : [],
    licence: { kind: 'unknown', why: 'a lock file names no licences' },
    summary: null,
    author: null,
    links,
    properties: [
      { name: 'role', value: role },
      ...files.flatMap(({ url, digests }) =>
        url === null
          ? digests.map(({ algorithm, hex }) => ({ name: `locked:${algorithm}`, value: hex }))
          : [],
      ),
    ],
  }
}
