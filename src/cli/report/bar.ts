const FULL = '█'
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of `width` columns for `part` of `whole`, to an eighth of a column; what is there at all can be seen. */
export function bar(part: number, whole: number, width: number): string {
  if (whole === 0 || part === 0) return ' '.repeat(width)
  const eighths = Math.max(1, Math.round((part / whole) * width * 8))
  return (FULL.repeat(eighths >> 3) + (PARTS[eighths % 8] ?? '')).padEnd(width)
}

/** `98 of 120 (82 %)`; what is not nothing is never called 0 %, and what is not all never 100 %. */
export function share(part: number, whole: number): string {
  return whole === 0 ? `${part} of 0` : `${part} of ${whole} (${percent(part, whole)})`
}

function percent(part: number, whole: number): string {
  const rounded = Math.round((part / whole) * 100)
  if (part > 0 && rounded === 0) return '<1 %'
  if (part < whole && rounded === 100) return '>99 %'
  return `${rounded} %`
}
