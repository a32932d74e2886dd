/** What can differ in how an archive packs the same contents. */
export type ContainerKind =
  | 'times'
  | 'modes'
  | 'owners'
  | 'order'
  | 'folders'
  | 'made-by'
  | 'compression'
  | 'extra-fields'
  | 'comment'
  | 'gzip-header'
  | 'tar-form'
  | 'record-form'
  | 'container-bytes'

/** What can differ in the contents themselves. */
export type ContentKind =
  | 'line-endings'
  | 'generator'
  | 'tags'
  | 'build-path'
  | 'timestamp'
  | 'time-zone'
  | 'locale'
  | 'person'
  | 'random'
  | 'tool-version'
  | 'list-order'
  | 'byte-code-time'
  | 'byte-code'
  | 'build-id'
  | 'native-code'
  | 'metadata'
  | 'record'
  | 'generated'
  | 'missing'
  | 'text'
  | 'bytes'
  | 'name'

export type DifferenceKind = ContainerKind | ContentKind

/** One way in which two artifacts differ, and where. Names and details come from the artifacts: hostile until shown safely. */
export interface Difference {
  readonly kind: DifferenceKind
  readonly part: 'container' | 'content'
  /** How many members are touched; 0 where it is about the archive as a whole. */
  readonly count: number
  /** The first of them. */
  readonly members: readonly DifferentMember[]
}

export interface DifferentMember {
  /** Null for the archive as a whole. */
  readonly name: string | null
  /** What the first has and what the second has, in a few words. */
  readonly detail: string
}

/**
 * How alike two artifacts are: `identical` the same bytes; `container` the same contents, packed differently;
 * `explained` the contents differ in line endings, generator lines or tags alone; `different` in anything else.
 */
export type Grade = 'identical' | 'container' | 'explained' | 'different'

export interface Comparison {
  readonly grade: Grade
  /** Empty for `identical` alone. */
  readonly differences: readonly Difference[]
}

/** Members that are named for one difference; more are counted. */
export const MAX_NAMED = 8
/** Characters of a detail. */
export const MAX_DETAIL = 240

const EXPLAINED: ReadonlySet<DifferenceKind> = new Set<ContentKind>(['line-endings', 'generator', 'tags'])

/** One finding about one member, before findings of a kind are joined. */
export interface Finding {
  readonly kind: DifferenceKind
  readonly part: 'container' | 'content'
  readonly name: string | null
  readonly detail: string
}

/** A finding about how the archive is packed. */
export function packed(kind: ContainerKind, name: string | null, detail: string): Finding {
  return { kind, part: 'container', name, detail }
}

/** A finding about what is in it. */
export function content(kind: ContentKind, name: string | null, detail: string): Finding {
  return { kind, part: 'content', name, detail }
}

/** Joins findings to one difference a kind, contents first, each in the order in which it was first found. */
export function joinFindings(findings: readonly Finding[]): readonly Difference[] {
  const byKind = Map.groupBy(findings, ({ kind }) => kind)
  return [...byKind.values()]
    .flatMap((all): readonly Difference[] => {
      const [first] = all
      if (first === undefined) return []
      const named = all.filter(({ name }) => name !== null)
      const members = all
        .slice(0, MAX_NAMED)
        .map(({ name, detail }) => ({ name, detail: detail.slice(0, MAX_DETAIL) }))
      return [{ kind: first.kind, part: first.part, count: named.length, members }]
    })
    .toSorted((a, b) => Number(a.part === 'container') - Number(b.part === 'container'))
}

/** The grade that differences stand for; for none the bytes must be known to be the same. */
export function gradeOf(differences: readonly Difference[]): Grade {
  if (differences.length === 0) return 'identical'
  const contents = differences.filter(({ part }) => part === 'content')
  if (contents.length === 0) return 'container'
  return contents.every(({ kind }) => EXPLAINED.has(kind)) ? 'explained' : 'different'
}
