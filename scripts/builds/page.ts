import type { Tried } from './ours.ts'

export interface Row {
  readonly name: string
  readonly version: string
  readonly backend: string
  readonly ours: Tried
  /** Null where it was not tried. */
  readonly plain: Tried | null
}

const PLAIN = [
  'Beside it `python -m build` with the same tools, the second time with another path, home, time zone, umask, hash seed and clock.',
]

/** The page with what came of them. */
export function pageOf(rows: readonly Row[]): string {
  const hasPlain = rows.some(({ plain }) => plain !== null)
  const count = (part: (row: Row) => boolean | undefined): string =>
    `**${rows.filter(part).length} of ${rows.length}**`
  const line = (cells: readonly string[], plain: readonly string[]): string =>
    `| ${[...cells, ...(hasPlain ? plain : [])].join(' | ')} |`
  return [
    '# Builds under full variation',
    '',
    'Made by `node scripts/builds.ts`: each source distribution’s own sdist and wheel, built twice on one machine with CPython 3.12',
    'and the tools of 2025-06-01. The second time everything is varied that [deterministic builds](../how-to/deterministic-builds.md) lists.',
    ...(hasPlain ? PLAIN : []),
    '',
    line(['project', 'back-end', 'wheel', 'sdist', 'not varied'], ['plain: wheel', 'plain: sdist']),
    line(['---', '---', '---', '---', '---'], ['---', '---']),
    ...rows.map(({ name, version, backend, ours, plain }) =>
      line(
        [`${name} ${version}`, backend, cell(ours, 'wheel'), cell(ours, 'sdist'), ours.notVaried.join(', ')],
        [cell(plain, 'wheel'), cell(plain, 'sdist')],
      ),
    ),
    line(
      ['**identical**', '', count(({ ours }) => ours.wheel), count(({ ours }) => ours.sdist), ''],
      [count(({ plain }) => plain?.wheel), count(({ plain }) => plain?.sdist)],
    ),
    '',
    'The clock is not varied for CMake and cargo, which faketime breaks.',
    '',
  ].join('\n')
}

function cell(tried: Tried | null, kind: 'wheel' | 'sdist'): string {
  if (tried === null) return 'not tried'
  if (tried.error !== null) return 'not built'
  return tried[kind] ? 'identical' : 'differs'
}
