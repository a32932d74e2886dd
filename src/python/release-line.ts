import { partsOf, type Version } from './version.ts'

/** The release line of a version: its epoch, where it has one, and its first number: `3`, `1!2024`. */
export function releaseLine(version: Version): string {
  const { epoch, release } = partsOf(version)
  return `${epoch === 0n ? '' : `${epoch}!`}${release[0] ?? 0n}`
}
