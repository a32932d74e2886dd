import { content, type Finding } from '../difference.ts'
import { MAX_STRINGS } from '../limits.ts'
import { elfSections } from './elf-sections.ts'
import { normalisers, pathsIn } from './normalisers.ts'
import { printableStrings } from './printable-strings.ts'
import type { Surroundings } from './surroundings.ts'

const MAX_NAMED_SECTIONS = 6

/** Why two binary files differ, by the texts in them and, of ELF files, by their sections. Never empty. */
export function binaryFindings(
  name: string,
  a: Uint8Array,
  b: Uint8Array,
  around: Surroundings,
): readonly Finding[] {
  const texts = stringFindings(name, a, b, around)
  const sections = differingSections(a, b)
  if (sections === null) return texts.length > 0 ? texts : [content('bytes', name, firstByte(a, b))]
  if (sections.length === 1 && sections[0] === '.note.gnu.build-id')
    return [content('build-id', name, 'the build id alone')]
  const where = `in ${sections.slice(0, MAX_NAMED_SECTIONS).join(', ') || 'its headers'}`
  if (texts.length === 0) return [content('native-code', name, where)]
  return texts.map((each) => ({ ...each, detail: `${where}: ${each.detail}` }))
}

/** Null where one of them is no ELF file that is read. */
function differingSections(a: Uint8Array, b: Uint8Array): readonly string[] | null {
  const [first, second] = [elfSections(a), elfSections(b)]
  if (first === null || second === null) return null
  const other = new Map(second.map((section) => [section.name, section.content]))
  const names = first
    .filter((section) => Buffer.compare(section.content, other.get(section.name) ?? MISSING) !== 0)
    .map((section) => section.name)
  const known = new Set(first.map((section) => section.name))
  return [...new Set([...names, ...second.filter((each) => !known.has(each.name)).map((each) => each.name)])]
}

const MISSING = Buffer.from([0])

/** Texts that one file alone has: what makes them the same is why they differ. */
function stringFindings(
  name: string,
  a: Uint8Array,
  b: Uint8Array,
  around: Surroundings,
): readonly Finding[] {
  const [inA, inB] = [new Set(printableStrings(a, MAX_STRINGS)), new Set(printableStrings(b, MAX_STRINGS))]
  const loneA = [...inA].filter((text) => !inB.has(text))
  const loneB = [...inB].filter((text) => !inA.has(text))
  if (loneA.length === 0 || loneB.length === 0) return []
  return normalisers(around)
    .filter(({ kind }) => LOOKED_FOR.has(kind))
    .flatMap(({ kind, apply }) => {
      const wanted = new Set(loneB.map(apply))
      const found = loneA.find((text) => apply(text) !== text && wanted.has(apply(text)))
      if (found === undefined) return []
      const other = loneB.find((text) => apply(text) === apply(found)) ?? ''
      return [
        content(kind, name, kind === 'build-path' ? pathPair(found, other) : `${cut(found)} / ${cut(other)}`),
      ]
    })
}

const LOOKED_FOR: ReadonlySet<string> = new Set(['build-path', 'timestamp', 'person', 'random'])

function pathPair(a: string, b: string): string {
  return `${cut(pathsIn(a)[0] ?? a)} / ${cut(pathsIn(b)[0] ?? b)}`
}

function cut(text: string): string {
  return text.slice(0, 100)
}

function firstByte(a: Uint8Array, b: Uint8Array): string {
  if (a.byteLength !== b.byteLength) return `${a.byteLength} / ${b.byteLength} bytes`
  return `from byte ${a.findIndex((byte, index) => byte !== b[index])}`
}
