import type { Edit } from './mutate.ts'

/** Larger documents are left to other changes: copies of copies would outgrow all bounds. */
const MAX_BYTES = 64 * 1024
const MAX_COPIES = 64 * 1024

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  0.5,
  '',
  'x',
  '0',
  [],
  {},
  [[]],
  '\u0000',
  '\ud83d\ude00',
  { __proto__x: 1 },
]

interface Slot {
  readonly holder: Record<string, unknown>
  readonly key: string
}

/** Changes one value or key of a JSON text; what is no JSON stays as it is. */
export function jsonEdit(
  bytes: Uint8Array,
  { at, size, value }: Edit,
  tokens: readonly Uint8Array[],
): Uint8Array {
  const root = documentIn(bytes)
  const slots = slotsIn(root)
  const slot = slots[Math.floor((at / 2 ** 32) * slots.length)]
  const other = slots[value % Math.max(1, slots.length)]
  if (slot === undefined || other === undefined) return bytes
  const word = Buffer.from(tokens[value % Math.max(1, tokens.length)] ?? []).toString('utf8')
  const { holder, key } = slot
  switch (size % 7) {
    case 0:
      holder[key] = VALUES[value % VALUES.length]
      break
    case 1:
      delete holder[key]
      break
    case 2:
      holder[key] = structuredClone(other.holder[other.key])
      break
    case 3:
      holder[word] = structuredClone(holder[key])
      break
    case 4:
      holder[key] = word
      break
    case 5:
      holder[key] = copies(holder[key], value % 70)
      break
    default:
      holder[key] = { [word]: holder[key] }
  }
  return Buffer.from(JSON.stringify(root))
}

function copies(value: unknown, count: number): readonly unknown[] {
  const room = Math.floor(MAX_COPIES / (JSON.stringify(value) ?? '').length)
  return Array.from({ length: Math.min(count, room) }, () => structuredClone(value))
}

function documentIn(bytes: Uint8Array): unknown {
  const [first] = bytes
  if (bytes.length > MAX_BYTES || (first !== 0x7b && first !== 0x5b)) return null
  try {
    const root: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return root
  } catch {
    return null
  }
}

function slotsIn(value: unknown): readonly Slot[] {
  if (!isHolder(value)) return []
  return Object.keys(value).flatMap((key) => [{ holder: value, key }, ...slotsIn(value[key])])
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
