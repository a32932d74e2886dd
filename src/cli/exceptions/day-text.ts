/** `1 day`, `30 days`. */
export function dayText(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`
}
