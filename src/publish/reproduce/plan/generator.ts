import { parseProjectName, parseVersion, type ProjectName, type Version } from '../../../python/index.ts'

/** The tool that built a wheel, as a project of the index. */
export interface Generator {
  readonly project: ProjectName
  readonly version: Version
}

/** What tools call themselves, where that is not their project's name. Old poetry names its core's version as its own. */
const PROJECTS: ReadonlyMap<string, string> = new Map([
  ['bdist_wheel', 'wheel'],
  ['flit', 'flit-core'],
  ['poetry', 'poetry-core'],
  ['uv', 'uv-build'],
])
const MAX_LENGTH = 200

/** Reads WHEEL's `Generator` (PEP 427), e.g. `bdist_wheel (0.37.1)` or `poetry-core 1.9.0`; null for another form. */
export function parseGenerator(text: string): Generator | null {
  const [, name = '', version = ''] =
    /^([\w.-]+)[ :]+\(?([\w.!+-]+)\)?$/.exec(text.slice(0, MAX_LENGTH).trim()) ?? []
  const [project, parsed] = [parseProjectName(PROJECTS.get(name) ?? name), parseVersion(version)]
  return project === null || parsed === null ? null : { project, version: parsed }
}
