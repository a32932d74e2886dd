const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
]

/** How long something took, in the greatest unit of which there is at least one and a half: `40 s`, `12 min`, `3 h`, `2 d`. */
export function spanText(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds >= 1.5 * each) ?? ['s', 1]
  return `${Math.round(seconds / size)} ${unit}`
}
