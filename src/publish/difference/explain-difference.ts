import { ArchiveError, unpackSdist, unpackWheel, type ArchiveMember } from '../../artifact/index.ts'
import { parseSdistFilename, parseWheelFilename } from '../../python/index.ts'
import { contentFindings, type Surroundings } from './content/index.ts'
import { containerFindings } from './container/index.ts'
import { DifferenceError } from './difference-error.ts'
import { content, gradeOf, joinFindings, packed, type Comparison, type Finding } from './difference.ts'
import { COMPARISON_LIMITS } from './limits.ts'

/** A built or published file. */
export interface ComparedFile {
  /** Its name, without folders. */
  readonly filename: string
  readonly bytes: Uint8Array
}

interface Unpacked {
  readonly kind: 'wheel' | 'sdist'
  readonly members: readonly ArchiveMember[]
}

/**
 * Compares two wheels, or two source distributions (`.tar.gz`), member by member, and names each way in which they
 * differ. Both are untrusted and read within `COMPARISON_LIMITS`. With `around`, what the two builds are known to have
 * been surrounded by (folders, user and host names) is recognised in their contents. Throws `DifferenceError`.
 */
export async function explainDifference(
  a: ComparedFile,
  b: ComparedFile,
  around: Surroundings = NO_SURROUNDINGS,
): Promise<Comparison> {
  const [first, second] = [await unpack(a), await unpack(b)]
  if (first.kind !== second.kind) {
    throw new DifferenceError('kinds', {
      message: `expected two wheels or two source distributions, and found a ${first.kind} \`${a.filename}\` and a ${second.kind} \`${b.filename}\``,
    })
  }
  if (a.filename === b.filename && Buffer.compare(a.bytes, b.bytes) === 0)
    return { grade: 'identical', differences: [] }
  const findings = [
    ...nameFindings(a.filename, b.filename),
    ...contentFindings(first.members, second.members, around),
    ...containerFindings(first.kind, a.bytes, b.bytes),
  ]
  const differences = joinFindings(findings.length > 0 ? findings : [BYTES_ALONE])
  return { grade: gradeOf(differences), differences }
}

const NO_SURROUNDINGS: Surroundings = { paths: [], people: [] }

const BYTES_ALONE = packed('container-bytes', null, 'bytes that belong to no member')

async function unpack({ filename, bytes }: ComparedFile): Promise<Unpacked> {
  try {
    if (filename.endsWith('.whl'))
      return { kind: 'wheel', members: await unpackWheel(bytes, COMPARISON_LIMITS) }
    const members = await unpackSdist(bytes, COMPARISON_LIMITS)
    checkOnce(filename, members)
    return { kind: 'sdist', members }
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause
    throw new DifferenceError(cause.code === 'TC1008' ? 'too-large' : 'form', {
      message: `\`${filename}\`: expected ${cause.expected} and found ${cause.found}`,
      hint: `trustctl why ${cause.code}`,
      cause,
    })
  }
}

/** A tar may have a name twice; which of the two is unpacked is the reader's choice. */
function checkOnce(filename: string, members: readonly ArchiveMember[]): void {
  const names = members.filter(({ kind }) => kind !== 'folder').map(({ name }) => name)
  const twice = names.toSorted().find((name, index, sorted) => name === sorted[index - 1])
  if (twice === undefined) return
  throw new DifferenceError('form', {
    message: `\`${filename}\`: expected each name once and found \`${twice}\` twice`,
  })
}

/** Wheels of one version may have other tags; everything else in a name makes it another file. */
function nameFindings(a: string, b: string): readonly Finding[] {
  if (a === b) return []
  const detail = `${a} / ${b}`
  return [content(isSameRelease(a, b) ? 'tags' : 'name', null, detail)]
}

function isSameRelease(a: string, b: string): boolean {
  const [first, second] = [parseWheelFilename(a), parseWheelFilename(b)]
  if (first !== null && second !== null)
    return (
      first.project === second.project && first.version === second.version && first.build === second.build
    )
  const [one, other] = [parseSdistFilename(a), parseSdistFilename(b)]
  return (
    one !== null &&
    one.project === other?.project &&
    one.version === other.version &&
    one.suffix === other.suffix
  )
}
