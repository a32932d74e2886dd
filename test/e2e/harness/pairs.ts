import type { Interpreter } from './interpreters.ts'

/** The pips that are tried; `newest` is whatever the configured index has. */
export const PIPS = ['21.3.1', '23.2.1', '24.3.1', '25.3', 'newest'] as const
export type PipVersion = (typeof PIPS)[number]

/** One pip on one Python. */
export interface Pair {
  readonly pip: PipVersion
  readonly python: Interpreter
}

/** A cell of the table: a pair to try, or why there is none. */
export interface Cell {
  readonly pip: PipVersion
  /** `3.8`, or `newest` where the machine has none. */
  readonly minor: string
  readonly pair: Pair | null
  readonly absent: string | null
}

interface Support {
  readonly from: number
  readonly to: number
  readonly why: string
}

/** What upstream supports, as minor versions of Python 3. */
const SUPPORT: Readonly<Record<PipVersion, Support>> = {
  '21.3.1': { from: 6, to: 11, why: 'pip 21.3 uses pkgutil.ImpImporter, which Python 3.12 removed' },
  '23.2.1': { from: 7, to: 99, why: 'pip 23.2 needs Python 3.7' },
  '24.3.1': { from: 8, to: 99, why: 'pip 24.3 needs Python 3.8' },
  '25.3': { from: 9, to: 99, why: 'pip 25.1 and later need Python 3.9' },
  newest: { from: 10, to: 99, why: 'pip 26.1 and later need Python 3.10' },
}

function cell(pip: PipVersion, minor: string, python: Interpreter | undefined): Cell {
  if (python === undefined) {
    return { pip, minor, pair: null, absent: `no Python ${minor} on this machine` }
  }
  const { from, to, why } = SUPPORT[pip]
  const number = Number(minor.slice('3.'.length))
  if (number < from || number > to) return { pip, minor, pair: null, absent: why }
  return { pip, minor, pair: { pip, python }, absent: null }
}

/** The table: each pip on Python 3.8, 3.11 and the newest of the machine. */
export function pairTable(interpreters: readonly Interpreter[]): readonly Cell[] {
  const newest = interpreters.at(-1)
  const minors = [...new Set(['3.8', '3.11', newest?.minor ?? '3.13'])]
  return PIPS.flatMap((pip) =>
    minors.map((minor) =>
      cell(
        pip,
        minor,
        interpreters.find((each) => each.minor === minor),
      ),
    ),
  )
}

/** `pip25.3-py3.11` */
export function pairName({ pip, python }: Pair): string {
  return `pip${pip}-py${python.minor}`
}
