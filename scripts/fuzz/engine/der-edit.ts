import { encodeDer, readDer, type DerElement } from '../../../src/encoding/index.ts'
import type { Edit } from './mutate.ts'

type Change = (element: DerElement) => readonly Uint8Array[]

/** Changes one element of a DER document and keeps the lengths around it right; what is no DER stays as it is. */
export function derEdit(bytes: Uint8Array, { at, size, value }: Edit): Uint8Array {
  const root = documentIn(bytes)
  if (root === null) return bytes
  const all = elementsOf(root)
  const picked = all[Math.floor((at / 2 ** 32) * all.length)]
  const other = all[value % all.length]
  if (picked === undefined || other === undefined) return bytes
  return Buffer.concat(rewritten(root, picked, CHANGES[size % CHANGES.length]?.(other, value) ?? keep))
}

function documentIn(bytes: Uint8Array): DerElement | null {
  try {
    return readDer(bytes)
  } catch {
    return null
  }
}

function elementsOf(element: DerElement): readonly DerElement[] {
  return [element, ...element.children.flatMap(elementsOf)]
}

const keep: Change = ({ bytes }) => [bytes]

const CHANGES: readonly ((other: DerElement, value: number) => Change)[] = [
  () => () => [],
  () =>
    ({ bytes }) => [bytes, bytes],
  (other) => () => [other.bytes],
  (other) =>
    ({ bytes }) => [bytes, other.bytes],
  (_, value) =>
    ({ content }) => [encodeDer(value & 0xff, content)],
  () =>
    ({ bytes }) => [encodeDer(bytes[0] ?? 0)],
  (_, value) =>
    ({ bytes, content }) => [encodeDer(bytes[0] ?? 0, flipped(content, value))],
  (_, value) =>
    ({ bytes, content }) => [encodeDer(bytes[0] ?? 0, content, new Uint8Array(value % 200))],
  () =>
    ({ bytes }) => [encodeDer(0x30, bytes)],
]

function flipped(content: Uint8Array, value: number): Uint8Array {
  const changed = Uint8Array.from(content)
  const at = value % Math.max(1, changed.length)
  if (changed.length > 0) changed[at] = (changed[at] ?? 0) ^ (1 << (value % 8))
  return changed
}

function rewritten(element: DerElement, picked: DerElement, change: Change): readonly Uint8Array[] {
  if (element === picked) return change(element)
  if (!element.constructed) return [element.bytes]
  return [
    encodeDer(
      element.bytes[0] ?? 0,
      ...element.children.flatMap((child) => rewritten(child, picked, change)),
    ),
  ]
}
