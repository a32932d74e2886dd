import type { ArchiveMember } from '../../../artifact/index.ts'
import { content, type Finding } from '../difference.ts'
import { MAX_LOOKED_INTO_BYTES } from '../limits.ts'
import { memberFindings } from './member-findings.ts'
import { recordFindings } from './record-findings.ts'
import type { Surroundings } from './surroundings.ts'

const RECORD = /^[^/]+\.dist-info\/RECORD$/
/** Files that build tools write, and that a build may lack. */
const GENERATED = /\.(?:pyc|c|cpp|egg-info\/.*)$|\.dist-info\/|(?:^|\/)(?:PKG-INFO|_?version\.py)$/

/** What differs in the contents of two archives that were unpacked. Folders have none. */
export function contentFindings(
  a: readonly ArchiveMember[],
  b: readonly ArchiveMember[],
  around: Surroundings,
): readonly Finding[] {
  const [first, second] = [filesOf(a), filesOf(b)]
  const findings: Finding[] = []
  const differing = new Set<string>()
  let room = MAX_LOOKED_INTO_BYTES
  for (const [name, one] of first) {
    const other = second.get(name)
    if (other === undefined || RECORD.test(name) || isSame(one, other)) continue
    differing.add(name)
    if (one.kind !== other.kind) {
      findings.push(content('bytes', name, `a ${one.kind} / a ${other.kind}`))
      continue
    }
    room -= one.content.byteLength + other.content.byteLength
    const found = room >= 0 ? memberFindings(name, one.content, other.content, around) : [TOO_MUCH(name)]
    findings.push(...found)
  }
  const lone = [...loneFindings(first, second, 'first'), ...loneFindings(second, first, 'second')]
  for (const { name } of lone) if (name !== null) differing.add(name)
  return [...findings, ...lone, ...recordsOf(first, second, differing)]
}

const TOO_MUCH = (name: string): Finding => content('bytes', name, 'not looked into: too much differs')

function filesOf(members: readonly ArchiveMember[]): ReadonlyMap<string, ArchiveMember> {
  return new Map(members.filter(({ kind }) => kind !== 'folder').map((member) => [member.name, member]))
}

function isSame(a: ArchiveMember, b: ArchiveMember): boolean {
  return a.kind === b.kind && Buffer.compare(a.content, b.content) === 0
}

function loneFindings(
  from: ReadonlyMap<string, ArchiveMember>,
  other: ReadonlyMap<string, ArchiveMember>,
  which: 'first' | 'second',
): readonly Finding[] {
  return [...from.keys()]
    .filter((name) => !other.has(name))
    .map((name) => content(GENERATED.test(name) ? 'generated' : 'missing', name, `in the ${which} alone`))
}

function recordsOf(
  first: ReadonlyMap<string, ArchiveMember>,
  second: ReadonlyMap<string, ArchiveMember>,
  differing: ReadonlySet<string>,
): readonly Finding[] {
  return [...first].flatMap(([name, one]) => {
    const other = second.get(name)
    if (!RECORD.test(name) || other === undefined || isSame(one, other)) return []
    return recordFindings(name, one.content, other.content, differing)
  })
}
