/** Whose key it is: two keys of one address are one person, however the names before it are written. */
export function personOf(owner: string): string {
  const address = /<([^<>]*)>\s*$/.exec(owner)?.[1] ?? owner
  return address.trim().toLowerCase()
}
