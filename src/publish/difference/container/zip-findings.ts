import { packed, type ContainerKind, type Finding } from '../difference.ts'
import { orderFindings } from './order-findings.ts'
import type { ZipForm, ZipPacking } from './zip-form.ts'

/** Members that both have: each kind, and what one side says of it. */
const ASPECTS: readonly (readonly [ContainerKind, (member: ZipPacking) => string])[] = [
  ['times', ({ time }) => time],
  ['modes', ({ mode }) => `0${mode.toString(8)}`],
  ['made-by', ({ system, versions }) => `${SYSTEMS.get(system) ?? `system ${system}`}, version ${versions}`],
  ['extra-fields', ({ extra }) => (extra === '/' ? 'none' : extra)],
  ['comment', ({ comment }) => JSON.stringify(comment)],
  ['container-bytes', ({ flags, attributes }) => `flags ${flags}, attributes ${attributes}`],
]

const SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0, 'Windows'],
  [3, 'Unix'],
  [19, 'macOS'],
])
const METHODS: ReadonlyMap<number, string> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
])

/** How two zips pack the members that both have. */
export function zipFindings(a: ZipForm, b: ZipForm): readonly Finding[] {
  const second = new Map(b.members.map((member) => [member.name, member]))
  const pairs = a.members.flatMap((one): readonly (readonly [ZipPacking, ZipPacking])[] => {
    const other = second.get(one.name)
    return other === undefined ? [] : [[one, other]]
  })
  return [
    ...pairs.flatMap(([one, other]) => memberFindings(one, other)),
    ...orderFindings(
      a.members.map(({ name }) => name),
      b.members.map(({ name }) => name),
    ),
    ...(a.comment === b.comment ? [] : [packed('comment', null, 'the comment of the whole archive')]),
  ]
}

function memberFindings(a: ZipPacking, b: ZipPacking): readonly Finding[] {
  const aspects = ASPECTS.flatMap(([kind, tell]) => {
    const [one, other] = [tell(a), tell(b)]
    return one === other ? [] : [packed(kind, a.name, `${one} / ${other}`)]
  })
  const compression = compressionOf(a, b)
  return compression === null ? aspects : [...aspects, packed('compression', a.name, compression)]
}

/** Other packed bytes of one method are a finding only where the contents are the same: sizes and checksums are the contents' affair. */
function compressionOf(a: ZipPacking, b: ZipPacking): string | null {
  if (a.method !== b.method) return `${methodOf(a)} / ${methodOf(b)}`
  if (a.method === 0 || a.checksum !== b.checksum || Buffer.compare(a.data, b.data) === 0) return null
  return `${a.data.byteLength} / ${b.data.byteLength} bytes packed`
}

function methodOf({ method }: ZipPacking): string {
  return METHODS.get(method) ?? `method ${method}`
}
