/** A text of nothing but blank lines and comments: whoever leaves it wants no policy, and nothing to happen. */
export function isEmpty(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line))
}
