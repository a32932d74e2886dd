import { parseMarker, type Marker } from './marker.ts'
import { parseProjectName, type ProjectName } from './project-name.ts'
import { parseSpecifierSet, type SpecifierSet } from './specifier.ts'

/** One dependency, as metadata states it (PEP 508). */
export interface Requirement {
  readonly project: ProjectName
  /** Names as PEP 685 has them. */
  readonly extras: readonly string[]
  readonly specifiers: SpecifierSet
  /** Where it is asked for by address; then there are no specifiers. */
  readonly url: string | null
  readonly marker: Marker | null
}

const MAX_LENGTH = 8192
const HEAD = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*/

/** Reads a dependency specifier (PEP 508), or returns null for what is none or has more than 8192 characters. */
export function parseRequirement(text: string): Requirement | null {
  const [head, name = '', extraText = ''] = (text.length > MAX_LENGTH ? null : HEAD.exec(text)) ?? []
  const project = parseProjectName(name)
  if (head === undefined || project === null) return null
  const rest = text.slice(head.length)
  const extras = extraText
    .split(',')
    .map((each) => parseProjectName(each.trim()))
    .filter((each) => each !== null)
  return rest.startsWith('@')
    ? byUrl(rest.slice(1), { project, extras })
    : bySpecifiers(rest, { project, extras })
}

type Named = Pick<Requirement, 'project' | 'extras'>

function byUrl(text: string, named: Named): Requirement | null {
  const [, url, rest = ''] = /^\s*(\S+)(?:\s+(.*))?$/s.exec(text) ?? []
  const marker = markerOf(rest)
  const specifiers = parseSpecifierSet('')
  if (url === undefined || marker === 'unreadable' || specifiers === null) return null
  return { ...named, specifiers, url, marker }
}

function bySpecifiers(text: string, named: Named): Requirement | null {
  const at = text.indexOf(';')
  const list = (at < 0 ? text : text.slice(0, at)).trim()
  const [, bare = list] = /^\((.*)\)$/s.exec(list) ?? []
  const specifiers = parseSpecifierSet(bare)
  const marker = at < 0 ? null : markerOf(text.slice(at))
  return specifiers === null || marker === 'unreadable' ? null : { ...named, specifiers, url: null, marker }
}

/** The marker behind a `;`; null where there is none. */
function markerOf(text: string): Marker | null | 'unreadable' {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return trimmed.startsWith(';') ? (parseMarker(trimmed.slice(1)) ?? 'unreadable') : 'unreadable'
}
