import type { Room, Run } from './room.ts'

/** One difference between pip alone and pip through the front. */
export interface Difference {
  readonly where: 'exit' | 'stdout' | 'stderr' | 'files'
  readonly bare: string
  readonly guarded: string
}

/** What differs between any two runs of pip alone: names of temporary files, times, speeds, addresses of objects. */
export function comparable(text: string, places: Room['places']): string {
  const placed = places.reduce((rest, [path, name]) => rest.replaceAll(path, name), text)
  return placed
    .replaceAll(/(pip-[a-z-]+-|tmp)[a-z0-9_]{8}\b/g, '$1TEMPORARY')
    .replaceAll(/(\/pip-[a-z-]+-TEMPORARY\/[\w.-]+_)[0-9a-f]{32}/g, '$1TEMPORARY')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d+Z?/g, 'TIME')
    .replaceAll(/\b0x[0-9a-f]{6,}/g, 'ADDRESS')
    .replaceAll(/[\d.]+ [kMG]?B\/s/g, 'SPEED')
    .replaceAll(/\beta [-\d:]+|\b\d:\d\d:\d\d\b/g, 'TIME')
    .replaceAll(/(Created wheel for .* size=\d+ sha256=)[0-9a-f]{64}/g, '$1DIGEST')
    .replaceAll(/(Files removed: \d+ \()[^)]*/g, '$1SIZE')
    .replaceAll(/.*━.*\n?/g, '')
}

/** Without our lines; where we end a run ourselves, with the blank line before and the hint below. */
function withoutOurs(stderr: string): string {
  return stderr
    .replaceAll(/^\n?pip-trust: TC\d{4}: .*\n(?: {2}.*\n)?/gm, '')
    .split('\n')
    .filter((line) => !line.startsWith('pip-trust:'))
    .join('\n')
}

function filesOf({ files }: Run, places: Room['places']): ReadonlyMap<string, string> {
  return new Map([...files].map(([name, text]) => [comparable(name, places), comparable(text, places)]))
}

function fileDifferences(bare: Run, guarded: Run, places: Room['places']): readonly Difference[] {
  const [left, right] = [filesOf(bare, places), filesOf(guarded, places)]
  const names = [...new Set([...left.keys(), ...right.keys()])].toSorted()
  return names.flatMap((name) => {
    const [one, other] = [left.get(name) ?? 'absent', right.get(name) ?? 'absent']
    return one === other
      ? []
      : [{ where: 'files' as const, bare: `${name}: ${one}`, guarded: `${name}: ${other}` }]
  })
}

/** Everything in which two runs of a line differ; empty when a person could not tell them apart. */
export function differences(bare: Run, guarded: Run, places: Room['places']): readonly Difference[] {
  const texts = (['stdout', 'stderr'] as const).flatMap((where) => {
    const [one, other] = [bare[where], guarded[where]].map((text) =>
      comparable(where === 'stderr' ? withoutOurs(text) : text, places),
    )
    return one === other ? [] : [{ where, bare: one ?? '', guarded: other ?? '' }]
  })
  const [one, other] = [bare, guarded].map(({ code, signal }) => String(code ?? signal))
  const ends = one === other ? [] : [{ where: 'exit' as const, bare: one ?? '', guarded: other ?? '' }]
  return [...ends, ...texts, ...fileDifferences(bare, guarded, places)]
}
