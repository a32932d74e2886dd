import type { NameSet } from './name-set.ts'

/** Things with name sets, found by how their patterns begin: most rules are about a few names of five hundred. */
export interface ByHead<Item extends { readonly names: NameSet }> {
  add(item: Item): void
  /** All whose set has the name, in no order; an item may come twice. */
  having(name: string): Generator<Item>
}

/** Begins empty. */
export function byHead<Item extends { readonly names: NameSet }>(): ByHead<Item> {
  const items = new Map<string, Item[]>()
  return {
    add(item) {
      for (const pattern of item.names.of ?? ['*']) {
        const head = pattern.split('*', 1)[0] ?? ''
        const there = items.get(head)
        if (there === undefined) items.set(head, [item])
        else there.push(item)
      }
    },
    *having(name) {
      for (let length = 0; length <= name.length; length += 1) {
        for (const item of items.get(name.slice(0, length)) ?? []) if (item.names.has(name)) yield item
      }
    },
  }
}
