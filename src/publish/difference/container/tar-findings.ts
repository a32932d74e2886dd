import { content, packed, type ContainerKind, type Finding } from '../difference.ts'
import { orderFindings } from './order-findings.ts'
import type { TarPacking } from './tar-members.ts'

const ASPECTS: readonly (readonly [ContainerKind, keyof TarPacking])[] = [
  ['times', 'time'],
  ['modes', 'mode'],
  ['owners', 'owner'],
  ['tar-form', 'form'],
]

/** How two tars pack the members that both have. */
export function tarFindings(a: readonly TarPacking[], b: readonly TarPacking[]): readonly Finding[] {
  const second = new Map(b.map((member) => [member.name, member]))
  const members = a.flatMap((one) => {
    const other = second.get(one.name)
    return other === undefined ? [] : memberFindings(one, other)
  })
  return [...members, ...orderFindings(a.map(nameOf), b.map(nameOf))]
}

function memberFindings(a: TarPacking, b: TarPacking): readonly Finding[] {
  const aspects = ASPECTS.flatMap(([kind, key]) =>
    a[key] === b[key] ? [] : [packed(kind, a.name, `${a[key]} / ${b[key]}`)],
  )
  const [one, other] = [`${a.type} ${a.target}`.trim(), `${b.type} ${b.target}`.trim()]
  return one === other ? aspects : [...aspects, content('bytes', a.name, `${one} / ${other}`)]
}

/** A folder's name with a slash behind it, as most tools write it. */
function nameOf({ name, type }: TarPacking): string {
  return type === 'a folder' && !name.endsWith('/') ? `${name}/` : name
}
