const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const

/** `5h`, `9d`: the greatest unit of which there are at least two, or of which it is a whole number; rounded down. */
export function durationText(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds >= 2 * each || seconds === each) ?? ['m', 60]
  return `${Math.floor(seconds / size)}${unit}`
}
